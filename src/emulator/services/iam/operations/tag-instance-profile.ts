import type { Operation } from "../../../pipeline/service.ts";
import { taggableInstanceProfile } from "../taggable.ts";
import { tagEntity } from "../tags.ts";

/** Tags an instance profile. */
export const tagInstanceProfile: Operation = tagEntity("TagInstanceProfile", taggableInstanceProfile);
