import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { ContextKeys } from "../context-keys.ts";
import { invalidArgument } from "../errors.ts";
import { queryOf } from "../request-query.ts";
import { sequenceOf } from "./version-id.ts";

/**
 * The version that a request names: an id, or `null`, which is the version without one.
 *
 * @throws AwsError `InvalidArgument` for what can be none.
 */
export function readVersionId(request: ServiceRequest): string | undefined {
  const value = queryOf(request).get("versionId");
  if (value === undefined || isVersionId(value)) return value;
  throw invalidArgument("Invalid version id specified", { name: "versionId", value });
}

/** Whether the text can name a version. */
export function isVersionId(text: string): boolean {
  return text === "null" || sequenceOf(text) !== undefined;
}

/** `s3:GetObject` is `s3:GetObjectVersion` where a version is named: the one does not imply the other. */
export function versionedAction(
  base: string,
  versionId: string | undefined,
): { readonly action: string; readonly keys: ContextKeys } {
  if (versionId === undefined) return { action: base, keys: {} };
  const action = base.replace(/(?:Acl|Tagging|Attributes)?$/, (ending) => `Version${ending}`);
  return { action, keys: { "s3:VersionId": versionId } };
}
