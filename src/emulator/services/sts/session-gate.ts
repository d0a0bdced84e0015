import { queryParams } from "../../pipeline/query-service.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { Caller } from "../../state/caller.ts";
import { mayNotAssume, noSessionCredentials } from "./errors.ts";

/** What anybody may call: who signed has no part in it. */
const OPEN_TO_ALL = ["AssumeRoleWithWebIdentity", "GetCallerIdentity"];
/** What the credentials of GetSessionToken may call. */
const SESSION_TOKEN = new Set([...OPEN_TO_ALL, "AssumeRole"]);

/** What temporary credentials of each kind may call; long-term keys may call everything. */
const OPEN_TO_SESSIONS: Readonly<Record<"role" | "federated-user" | "user" | "root", ReadonlySet<string>>> = {
  role: new Set([...OPEN_TO_ALL, "AssumeRole", "DecodeAuthorizationMessage", "GetAccessKeyInfo"]),
  user: SESSION_TOKEN,
  root: SESSION_TOKEN,
  "federated-user": new Set(OPEN_TO_ALL),
};

/**
 * Refuses what a caller's kind of credentials cannot call, whatever the policies say.
 *
 * Follows "Compare AWS STS credentials" of the IAM User Guide.
 *
 * @throws AwsError `AccessDenied`.
 */
export function admitToSts(operation: string, caller: Caller, request: ServiceRequest): void {
  const kind = caller.session?.identity.type;
  if (kind === undefined || OPEN_TO_SESSIONS[kind].has(operation)) return;
  if (operation === "AssumeRole") {
    throw mayNotAssume(caller, queryParams(request).string("RoleArn") ?? "*");
  }
  throw noSessionCredentials(operation);
}
