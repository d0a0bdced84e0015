import type { Operation } from "../../../pipeline/service.ts";
import { taggableRole } from "../taggable.ts";
import { tagEntity } from "../tags.ts";

/** Tags a role. */
export const tagRole: Operation = tagEntity("TagRole", taggableRole);
