/** How lists are numbered: `Tags.member.1.Key` (STS, IAM, CloudFormation) or `Tag.1.Key` (EC2). */
export type QueryListStyle = "member" | "indexed";

/**
 * Flattens an operation's input as an SDK does: the inverse of {@link parseQueryParams}.
 *
 * `undefined` is left out, an empty list with `member` is sent as an empty value, dates are ISO 8601 without
 * milliseconds, bytes are base64.
 *
 * @param options.lists default: `member`.
 */
export function flattenQueryParams(
  input: object,
  options: { readonly lists?: QueryListStyle } = {},
): [string, string][] {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(input)) append(name, value, { entries, lists: options.lists ?? "member" });
  return entries;
}

interface Flattening {
  readonly entries: [string, string][];
  readonly lists: QueryListStyle;
}

function append(name: string, value: unknown, flattening: Flattening): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    appendList(name, value, flattening);
    return;
  }
  const text = scalarText(value);
  if (text !== undefined) {
    flattening.entries.push([name, text]);
    return;
  }
  for (const [key, inner] of Object.entries(value)) append(`${name}.${key}`, inner, flattening);
}

function appendList(name: string, list: readonly unknown[], flattening: Flattening): void {
  const prefix = flattening.lists === "member" ? `${name}.member` : name;
  if (list.length === 0 && flattening.lists === "member") flattening.entries.push([name, ""]);
  list.forEach((entry, index) => {
    append(`${prefix}.${index + 1}`, entry, flattening);
  });
}

function scalarText(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString().replace(/\.\d{3}Z$/, "Z");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return typeof value === "object" ? undefined : String(value);
}
