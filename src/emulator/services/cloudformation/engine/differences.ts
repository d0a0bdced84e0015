import type { Tag } from "../../../state/identities.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { ResourceRecord } from "../stacks.ts";
import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "../template/value.ts";
import type { ResourceContent } from "./resource-content.ts";

/** How what a resource is to be differs from what it is. */
export interface ResourceDifference {
  /** Names of the properties that differ, at the top of the properties. */
  readonly properties: readonly string[];
  readonly metadata: boolean;
  /** The type has tags, and those of the stack differ. */
  readonly stackTags: boolean;
  /** Another resource must be made in its place. */
  readonly replaces: boolean;
}

/** What a resource has come to in a template, to be compared with what it is. */
export interface WantedResource {
  readonly type: ResourceType;
  readonly content: Pick<ResourceContent, "properties" | "metadata">;
  readonly stackTags: readonly Tag[];
}

/** How a resource that exists differs from what is wanted, or `undefined` where it does not. */
export function resourceDifference(
  before: ResourceRecord,
  wanted: WantedResource,
  stackTagsBefore: readonly Tag[],
): ResourceDifference | undefined {
  const { type, content } = wanted;
  const properties = changedProperties(before.properties, content.properties);
  const metadata = (before.metadata ?? "{}") !== (content.metadata ?? "{}");
  const stackTags = type.knownProperties.has("Tags") && !sameTags(stackTagsBefore, wanted.stackTags);
  const replaces = properties.some((name) => type.recreation(name) === "Always");
  if (properties.length === 0 && !metadata && !stackTags && !replaces) return undefined;
  return { properties, metadata, stackTags, replaces };
}

/** Names of the members that two objects do not have in common. */
function changedProperties(before: TemplateObject, after: TemplateObject): readonly string[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

export function sameTags(left: readonly Tag[], right: readonly Tag[]): boolean {
  const values = new Map(left.map(({ key, value }) => [key, value]));
  return left.length === right.length && right.every(({ key, value }) => values.get(key) === value);
}

/** Whether two values mean the same to CloudFormation, to which `22` and `"22"` are one. */
export function sameValue(left: TemplateValue | undefined, right: TemplateValue | undefined): boolean {
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((entry, index) => sameValue(entry, right[index]));
  }
  if (isObject(left) && isObject(right)) return changedProperties(left, right).length === 0;
  return left === right || (scalarText(left) !== undefined && scalarText(left) === scalarText(right));
}
