import { type Arn, PARTITIONS, tryParseArn } from "../../core/index.ts";
import type { Principal } from "../../policy/index.ts";
import { refuse } from "./refuse.ts";

/** What is known of a principal besides its name. */
export interface PrincipalFacts {
  /** The ARN of the user or root that called GetFederationToken. */
  readonly federatedBy?: string | undefined;
  /** `aws:userid` of the request: `AIDA…` or `AROA…:session`. */
  readonly userId?: string | undefined;
  /** `aws:PrincipalArn` of the request: of a role session the role with its path. */
  readonly principalArn?: string | undefined;
}

/** The name of a session that was given by its role alone. */
const SESSION_NAME = "session";

/** The providers of web identities that AWS knows by their host, without an ARN. */
const PROVIDER_HOSTS = [
  "accounts.google.com",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
] as const;

const FORMS =
  "Give the ARN of a user, role, role session, federated user, root or identity provider, a service such as ec2.amazonaws.com, or anonymous.";

/**
 * Reads `--principal`. A role stands for a session of it. Names that the ARN does not have are taken from the facts:
 * the unique id from `aws:userid`, and the path of a session's role from `aws:PrincipalArn`.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function readPrincipal(text: string, facts: PrincipalFacts): Principal {
  if (text === "anonymous") return { type: "anonymous" };
  const provider = PROVIDER_HOSTS.find((host) => host === text);
  if (provider !== undefined) return { type: "web-identity", provider };
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(text)) return { type: "service", service: text };
  const arn = tryParseArn(text);
  const principal = arn === undefined || !isOfPrincipal(arn, text) ? undefined : fromArn(text, arn, facts);
  return principal ?? refuse(`\`${text}\` is not a principal`, FORMS);
}

function isOfPrincipal({ partition, region, accountId }: Arn, text: string): boolean {
  const known: readonly string[] = PARTITIONS;
  return known.includes(partition) && region === "" && /^\d{12}$/.test(accountId) && !/[*?\s]/.test(text);
}

function fromArn(text: string, arn: Arn, facts: PrincipalFacts): Principal | undefined {
  const { accountId } = arn;
  const [type = "", ...names] = arn.resource.split("/");
  if (names.includes("")) return undefined;
  switch (`${arn.service}:${type} ${Math.min(names.length, 2)}`) {
    case "iam:root 0":
      return { type: "root", accountId, arn: text };
    case "iam:user 1":
    case "iam:user 2":
      return { type: "user", accountId, arn: text, uniqueId: facts.userId ?? "" };
    case "iam:role 1":
    case "iam:role 2":
      return sessionOfRole(text, arn, facts);
    case "sts:assumed-role 2":
      return names.length === 2 ? roleSession(text, arn, facts) : undefined;
    case "sts:federated-user 1":
      return federatedUser(text, accountId, facts);
    case "iam:oidc-provider 1":
    case "iam:oidc-provider 2":
    case "iam:saml-provider 1":
      return { type: "web-identity", provider: text };
    default:
      return undefined;
  }
}

function sessionOfRole(roleArn: string, { partition, accountId }: Arn, { userId = "" }: PrincipalFacts): Principal {
  const [uniqueId = "", sessionName = SESSION_NAME] = userId.split(":");
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${lastPart(roleArn)}/${sessionName}`;
  return { type: "role-session", accountId, arn, roleArn, uniqueId };
}

/** A session's ARN does not have the path of its role. */
function roleSession(arn: string, { partition, accountId, resource }: Arn, facts: PrincipalFacts): Principal {
  const roleName = resource.split("/")[1] ?? "";
  const role = `arn:${partition}:iam::${accountId}:role/`;
  const told = facts.principalArn ?? "";
  const roleArn = told.startsWith(role) && lastPart(told) === roleName ? told : `${role}${roleName}`;
  const [uniqueId = ""] = (facts.userId ?? "").split(":");
  return { type: "role-session", accountId, arn, roleArn, uniqueId };
}

function federatedUser(arn: string, accountId: string, { federatedBy }: PrincipalFacts): Principal {
  if (federatedBy === undefined) {
    refuse(
      `it is not known who federated \`${arn}\``,
      "Give --federated-by with the ARN of the user, or root, that called GetFederationToken: its rights are the limit.",
    );
  }
  const by = readPrincipal(federatedBy, {});
  if ((by.type !== "user" && by.type !== "root") || by.accountId !== accountId) {
    refuse(`\`${federatedBy}\` cannot have federated \`${arn}\``, "Give the ARN of a user, or root, of that account.");
  }
  const userArn = by.type === "user" ? by.arn : undefined;
  return { type: "federated-user", accountId, arn, userArn, uniqueId: undefined };
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
