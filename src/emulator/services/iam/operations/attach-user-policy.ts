import type { Operation } from "../../../pipeline/service.ts";
import { attachPolicy } from "../attached-policies.ts";
import { userKind } from "../entities.ts";

/** Attaches a managed policy to a user. */
export const attachUserPolicy: Operation = attachPolicy("AttachUserPolicy", userKind);
