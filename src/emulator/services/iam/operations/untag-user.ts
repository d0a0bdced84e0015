import type { Operation } from "../../../pipeline/service.ts";
import { taggableUser } from "../taggable.ts";
import { untagEntity } from "../tags.ts";

/** Removes tags of a user. */
export const untagUser: Operation = untagEntity("UntagUser", taggableUser);
