import { DEFAULT_ACTIONS, type UncheckedScope } from "../lease/index.ts";
import { readPairs } from "./pairs.ts";

/** What the options of scopes come to. */
export interface ScopeInput {
  /** Words such as `acl`, or several of them divided by commas. */
  readonly allow?: readonly string[];
  readonly writeOnce?: boolean;
  readonly sourceIp?: readonly string[];
  readonly sourceVpce?: readonly string[];
  readonly kmsKey?: string;
  readonly requireEncryption?: string;
  readonly requireStorageClass?: string;
  /** Each `KEY=VALUE`. */
  readonly requireTag?: readonly string[];
}

/** Everything of a scope but its objects, as it was typed. */
export type ScopeLimits = Pick<UncheckedScope, "actions" | "conditions" | "kmsKeyArn">;

/**
 * What the options of scopes say.
 *
 * @throws KeyleaseError `ArgumentInvalid` for a tag that is none.
 */
export function scopeLimitsOf(input: ScopeInput): ScopeLimits {
  const tags = readPairs(input.requireTag ?? []);
  const conditions = {
    ...(input.writeOnce === true ? { writeOnce: true } : {}),
    ...(input.sourceIp === undefined ? {} : { sourceIps: splitAll(input.sourceIp) }),
    ...(input.sourceVpce === undefined ? {} : { sourceVpces: splitAll(input.sourceVpce) }),
    ...(input.requireEncryption === undefined ? {} : { encryption: input.requireEncryption }),
    ...(input.requireStorageClass === undefined ? {} : { storageClass: input.requireStorageClass }),
    ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags) }),
  };
  // Whoever must send tags has to be allowed to.
  const implied = tags.length === 0 ? [] : ["tagging"];
  return {
    actions: [...DEFAULT_ACTIONS, ...splitAll(input.allow ?? []), ...implied],
    conditions,
    ...(input.kmsKey === undefined ? {} : { kmsKeyArn: input.kmsKey }),
  };
}

function splitAll(lists: readonly string[]): readonly string[] {
  return lists.flatMap((words) => words.split(",")).map((word) => word.trim());
}
