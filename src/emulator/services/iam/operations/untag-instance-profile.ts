import type { Operation } from "../../../pipeline/service.ts";
import { taggableInstanceProfile } from "../taggable.ts";
import { untagEntity } from "../tags.ts";

/** Removes tags of an instance profile. */
export const untagInstanceProfile: Operation = untagEntity("UntagInstanceProfile", taggableInstanceProfile);
