import type { Operation } from "../../../pipeline/service.ts";
import { taggablePolicy } from "../taggable.ts";
import { untagEntity } from "../tags.ts";

/** Removes tags of a managed policy. */
export const untagPolicy: Operation = untagEntity("UntagPolicy", taggablePolicy);
