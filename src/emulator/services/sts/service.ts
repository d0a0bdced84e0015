import { queryService } from "../../pipeline/query-service.ts";
import type { Operation, Service } from "../../pipeline/service.ts";
import { OTHER_STS_NAMES, type StsOperationName } from "./operation-names.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";
import { getFederationToken } from "./operations/get-federation-token.ts";
import { getSessionToken } from "./operations/get-session-token.ts";
import { admitToSts } from "./session-gate.ts";

const operations: Readonly<Record<StsOperationName, Operation>> = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
  GetFederationToken: getFederationToken,
  GetSessionToken: getSessionToken,
};

/** AWS Security Token Service, API version 2011-06-15. */
export const sts: Service = queryService({
  name: "sts",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  operations: new Map(Object.entries(operations)),
  otherNames: OTHER_STS_NAMES,
  admit: admitToSts,
});
