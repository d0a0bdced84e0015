import { RESOURCE_TYPES } from "../resources/index.ts";
import { LANGUAGE_EXTENSIONS } from "../template/model.ts";
import type { StackPlan } from "../template/plan.ts";

/** What AWS finds out only when it begins with the stack, and therefore tells in its events. */
export function unsupportedReason({ template, references }: StackPlan): string | undefined {
  const transform = template.transforms.find((name) => name !== LANGUAGE_EXTENSIONS);
  if (transform !== undefined) return `No transform named ${transform} found.`;
  for (const reference of references) {
    if (reference.kind !== "attribute" || reference.attribute === undefined) continue;
    const type = template.resources.get(reference.logicalId)?.type ?? "";
    if (RESOURCE_TYPES.get(type)?.attributes.has(reference.attribute) === true) continue;
    return `[Error] ${reference.path}: Resource type ${type} does not support attribute {${reference.attribute}}.`;
  }
  return undefined;
}
