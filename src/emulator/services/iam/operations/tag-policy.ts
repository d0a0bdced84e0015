import type { Operation } from "../../../pipeline/service.ts";
import { taggablePolicy } from "../taggable.ts";
import { tagEntity } from "../tags.ts";

/** Tags a managed policy. */
export const tagPolicy: Operation = tagEntity("TagPolicy", taggablePolicy);
