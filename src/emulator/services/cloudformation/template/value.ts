/** What a template is made of, before and after its functions are evaluated. */
export type TemplateValue = string | number | boolean | null | readonly TemplateValue[] | TemplateObject;

/** A map of a template. It has no prototype: a resource may be called `constructor`. */
export interface TemplateObject {
  readonly [key: string]: TemplateValue;
}

export function isObject(value: TemplateValue | undefined): value is TemplateObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `Array.isArray` does not narrow a union with readonly arrays. */
export function isList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

/** A string, or what CloudFormation turns into one where it needs a string: a number or a boolean. */
export function scalarText(value: TemplateValue | undefined): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

/** An object without prototype. */
export function objectOf(entries: Iterable<readonly [string, TemplateValue]>): TemplateObject {
  const object: Record<string, TemplateValue> = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}
