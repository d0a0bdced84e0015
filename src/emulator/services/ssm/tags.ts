import type { ConstrainedJson } from "../../pipeline/constrained-json.ts";
import type { OperationContext } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import type { ParameterRecord, ParameterReference } from "../../state/parameters.ts";
import type { StoreReader } from "../../state/store.ts";
import { ssmErrors } from "./errors.ts";
import { findOwn } from "./own-parameter.ts";
import { readName } from "./parameter-names.ts";

const MAX_TAGS = 50;
const TAG_PATTERN = "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)";
const RESOURCE_TYPES = [
  "Document",
  "ManagedInstance",
  "MaintenanceWindow",
  "Parameter",
  "PatchBaseline",
  "OpsItem",
  "OpsMetadata",
  "Automation",
  "Association",
];

/** Reads `Tags`. Violations are the params' to tell. */
export function readTags(params: ConstrainedJson): readonly Tag[] {
  return params.structs("Tags", { maxCount: 1000 }).map((tag) => ({
    key: tag.requiredText("Key", { min: 1, max: 128, pattern: TAG_PATTERN }),
    value: tag.requiredText("Value", { max: 256, pattern: TAG_PATTERN }),
  }));
}

/** @throws AwsError `TooManyTagsError`, or `ValidationException` where a key is AWS's own. */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > MAX_TAGS) throw ssmErrors.tooManyTags();
  for (const { key } of tags) {
    if (/^aws:/i.test(key)) throw ssmErrors.invalid("aws: prefixed tag key names are not allowed for external use.");
  }
}

/** The old tags with others added, or put in the place of those of the same keys. */
export function withTags(old: readonly Tag[], given: readonly Tag[]): readonly Tag[] {
  const tags = new Map([...old, ...given].map(({ key, value }) => [key, value]));
  return [...tags].map(([key, value]) => ({ key, value }));
}

/**
 * Reads the resource that a tagging operation is for.
 *
 * @throws AwsError `NotImplemented` for what is no parameter.
 */
export function readTagged(operation: string, params: ConstrainedJson): ParameterReference & { readonly id: string } {
  const type = params.requiredText("ResourceType", { oneOf: RESOURCE_TYPES });
  const id = params.requiredText("ResourceId");
  params.check();
  if (type !== "Parameter") throw ssmErrors.notEmulated(operation, `ResourceType ${type}`);
  const { key } = readName(id);
  return { key, id };
}

/** @throws AwsError `InvalidResourceId`. */
export function taggedParameter(
  { key, id }: { readonly key: string; readonly id: string },
  context: OperationContext,
  reader: StoreReader,
): ParameterRecord {
  const record = findOwn({ key }, context, reader);
  if (record === undefined) throw ssmErrors.badResourceId(id);
  return record;
}
