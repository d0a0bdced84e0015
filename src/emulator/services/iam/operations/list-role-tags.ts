import type { Operation } from "../../../pipeline/service.ts";
import { taggableRole } from "../taggable.ts";
import { listEntityTags } from "../tags.ts";

/** Lists the tags of a role. */
export const listRoleTags: Operation = listEntityTags("ListRoleTags", taggableRole);
