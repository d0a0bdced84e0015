import type { Operation } from "../../../pipeline/service.ts";
import { taggableRole } from "../taggable.ts";
import { untagEntity } from "../tags.ts";

/** Removes tags of a role. */
export const untagRole: Operation = untagEntity("UntagRole", taggableRole);
