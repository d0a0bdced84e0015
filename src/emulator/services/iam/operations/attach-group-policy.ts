import type { Operation } from "../../../pipeline/service.ts";
import { attachPolicy } from "../attached-policies.ts";
import { groupKind } from "../entities.ts";

/** Attaches a managed policy to a group. */
export const attachGroupPolicy: Operation = attachPolicy("AttachGroupPolicy", groupKind);
