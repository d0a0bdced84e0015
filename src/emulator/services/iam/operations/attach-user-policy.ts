import type { Operation } from "../../../pipeline/service.ts";
import { userKind } from "../entities.ts";
import { attachPolicy } from "../attached-policies.ts";

/** Attaches a managed policy to a user. */
export const attachUserPolicy: Operation = attachPolicy("AttachUserPolicy", userKind);
