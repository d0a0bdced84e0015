import { queryAuthentication } from "../../pipeline/query-authentication.ts";
import { queryService } from "../../pipeline/query-service.ts";
import type { Operation, Service } from "../../pipeline/service.ts";
import { bareResponse, detectOperation, refusePaths, withExtendedId } from "./front-door.ts";
import { OTHER_STS_NAMES, type StsOperationName } from "./operation-names.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { assumeRoleWithWebIdentity } from "./operations/assume-role-with-web-identity.ts";
import { decodeAuthorizationMessage } from "./operations/decode-authorization-message.ts";
import { getAccessKeyInfo } from "./operations/get-access-key-info.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";
import { getFederationToken } from "./operations/get-federation-token.ts";
import { getSessionToken } from "./operations/get-session-token.ts";
import { admitToSts } from "./session-gate.ts";

const operations: Readonly<Record<StsOperationName, Operation>> = {
  AssumeRole: assumeRole,
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
  DecodeAuthorizationMessage: decodeAuthorizationMessage,
  GetAccessKeyInfo: getAccessKeyInfo,
  GetCallerIdentity: getCallerIdentity,
  GetFederationToken: getFederationToken,
  GetSessionToken: getSessionToken,
};

/** What nobody signs, because the input itself proves who asks. */
const UNSIGNED: ReadonlySet<string> = new Set<StsOperationName>(["AssumeRoleWithWebIdentity"]);

const query = queryService({
  name: "sts",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  operations: new Map(Object.entries(operations)),
  otherNames: OTHER_STS_NAMES,
  admit: admitToSts,
});

/** AWS Security Token Service, API version 2011-06-15. */
export const sts: Service = {
  ...query,
  authentication: { ...queryAuthentication, takesUnsigned: (request) => UNSIGNED.has(detectOperation(request)) },
  preflight: refusePaths,
  detect: detectOperation,
  serialise: (operation, result, request) => withExtendedId(query.serialise(operation, result, request), request),
  serialiseError: (error, request) =>
    withExtendedId(bareResponse(error, request) ?? query.serialiseError(error, request), request),
};
