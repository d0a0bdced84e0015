import type { Operation } from "../../../pipeline/service.ts";
import { taggableUser } from "../taggable.ts";
import { tagEntity } from "../tags.ts";

/** Tags a user. */
export const tagUser: Operation = tagEntity("TagUser", taggableUser);
