import type { Principal } from "./model.ts";

/** What `aws:PrincipalType` says; absent for a service, for which AWS documents no value. */
const PRINCIPAL_TYPES: Readonly<Record<Principal["type"], string | undefined>> = {
  root: "Account",
  user: "User",
  "role-session": "AssumedRole",
  "federated-user": "FederatedUser",
  service: undefined,
  "web-identity": "Anonymous",
  anonymous: "Anonymous",
};

/**
 * The context keys that follow from who asks, in lower case. An empty unique id is one that is not known: there is
 * then no `aws:userid`. Tags, MFA and times belong to the session and are not here.
 *
 * Follows "Properties of the principal" of "AWS global condition context keys" in the IAM User Guide.
 */
export function principalContext(principal: Principal): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const set = (key: string, value: string | undefined): void => {
    if (value !== undefined) keys.set(key, value);
  };
  set("aws:principaltype", PRINCIPAL_TYPES[principal.type]);
  set("aws:userid", userIdOf(principal));
  if (principal.type === "service") {
    set("aws:principalisawsservice", "true");
    set("aws:principalservicename", principal.service);
  }
  if (!("accountId" in principal)) return keys;
  set("aws:principalaccount", principal.accountId);
  set("aws:principalisawsservice", "false");
  // A session goes by its role here, with the role's path.
  set("aws:principalarn", principal.type === "role-session" ? principal.roleArn : principal.arn);
  if (principal.type === "user") set("aws:username", lastPart(principal.arn));
  return keys;
}

/** `AIDA…`, `AROA…:session`, `account:name`, the account id for root. */
function userIdOf(principal: Principal): string | undefined {
  switch (principal.type) {
    case "root":
      return principal.accountId;
    case "user":
      return principal.uniqueId === "" ? undefined : principal.uniqueId;
    case "role-session":
      return principal.uniqueId === "" ? undefined : `${principal.uniqueId}:${lastPart(principal.arn)}`;
    case "federated-user":
      return `${principal.accountId}:${lastPart(principal.arn)}`;
    case "anonymous":
      return "anonymous";
    case "service":
    case "web-identity":
      return undefined;
  }
}

/** The name at the end of an ARN; no name of IAM's has a slash. */
function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
