import type { Operation } from "../../../pipeline/service.ts";
import { taggableUser } from "../taggable.ts";
import { listEntityTags } from "../tags.ts";

/** Lists the tags of a user. */
export const listUserTags: Operation = listEntityTags("ListUserTags", taggableUser);
