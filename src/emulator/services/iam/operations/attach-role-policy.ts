import type { Operation } from "../../../pipeline/service.ts";
import { attachPolicy } from "../attached-policies.ts";
import { roleKind } from "../entities.ts";

/** Attaches a managed policy to a role. */
export const attachRolePolicy: Operation = attachPolicy("AttachRolePolicy", roleKind);
