import type { Operation } from "../../../pipeline/service.ts";
import { taggableInstanceProfile } from "../taggable.ts";
import { listEntityTags } from "../tags.ts";

/** Lists the tags of an instance profile. */
export const listInstanceProfileTags: Operation = listEntityTags("ListInstanceProfileTags", taggableInstanceProfile);
