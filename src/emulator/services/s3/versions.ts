import type { ServiceRequest } from "../../pipeline/request.ts";
import type { ContextKeys } from "./context-keys.ts";
import { invalidArgument } from "./errors.ts";
import { queryOf } from "./request-query.ts";

/**
 * The version that a request names. Buckets are not versioned here, so the one version that there is is `null`.
 *
 * @throws AwsError `InvalidArgument` for any other.
 */
export function readVersionId(request: ServiceRequest): "null" | undefined {
  const value = queryOf(request).get("versionId");
  if (value === undefined || value === "null") return value;
  throw invalidArgument("Invalid version id specified", { name: "versionId", value });
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
