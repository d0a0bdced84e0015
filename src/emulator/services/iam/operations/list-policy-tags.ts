import type { Operation } from "../../../pipeline/service.ts";
import { taggablePolicy } from "../taggable.ts";
import { listEntityTags } from "../tags.ts";

/** Lists the tags of a managed policy. */
export const listPolicyTags: Operation = listEntityTags("ListPolicyTags", taggablePolicy);
