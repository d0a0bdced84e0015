import { KeyleaseError, PARTITIONS, parseArn } from "../core/index.ts";
import { checkFederatedName } from "./federation-token.ts";
import { checkSessionTags, type SessionTag } from "./session-tags.ts";
import type { WebIdentity } from "./web-identity.ts";

/** By assuming a role with the caller's credentials (AssumeRole). */
export interface RoleMethod {
  readonly roleArn: string;
  /** What the role's trust policy asks for with `sts:ExternalId`. Default: nothing is sent. */
  readonly externalId?: string;
  /** Who is behind the caller: stays with the session and all that are made from it. Default: nothing is sent. */
  readonly sourceIdentity?: string;
  readonly sessionTags?: readonly SessionTag[];
  /** The caller's MFA device and what it shows now. Default: nothing is sent. */
  readonly mfa?: { readonly serialNumber: string; readonly tokenCode: string };
}

/** By assuming a role with a token of an identity provider, and no AWS credentials at all (AssumeRoleWithWebIdentity). */
export interface WebIdentityMethod {
  readonly roleArn: string;
  readonly webIdentity: WebIdentity;
}

/** With an IAM user's long-term key, as a federated user (GetFederationToken). */
export interface FederationMethod {
  /** 2 to 32 letters, digits and `_+=,.@-`. */
  readonly federatedName: string;
  /** None of them transitive: GetFederationToken knows no such tags. */
  readonly sessionTags?: readonly SessionTag[];
}

/** How the credentials are obtained. */
export type MintMethod = RoleMethod | WebIdentityMethod | FederationMethod;

/**
 * Checks all that a way to mint says, and gives a copy of it.
 *
 * @throws KeyleaseError `ArnInvalid`, `ArgumentInvalid`.
 */
export function checkMethod(method: MintMethod): MintMethod {
  checkOneWay(method);
  if ("federatedName" in method) return checkFederation(method);
  checkRoleArn(method.roleArn);
  if ("webIdentity" in method) return { roleArn: method.roleArn, webIdentity: { ...method.webIdentity } };
  const { roleArn, externalId, sourceIdentity, mfa, sessionTags } = method;
  checkText(externalId, EXTERNAL_ID);
  checkText(sourceIdentity, SOURCE_IDENTITY);
  checkText(mfa?.serialNumber, MFA_SERIAL);
  checkText(mfa?.tokenCode, MFA_CODE);
  return {
    roleArn,
    ...(externalId === undefined ? {} : { externalId }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(mfa === undefined ? {} : { mfa: { ...mfa } }),
    ...(sessionTags === undefined ? {} : { sessionTags: checkSessionTags(sessionTags) }),
  };
}

/** What goes with each way. Types say the same; a program without them must not see a wish pass without effect. */
const PARTS = {
  role: ["roleArn", "externalId", "sourceIdentity", "sessionTags", "mfa"],
  token: ["roleArn", "webIdentity"],
  federation: ["federatedName", "sessionTags"],
} as const;

const ALL_PARTS: readonly string[] = [...new Set(Object.values(PARTS).flat())];

function checkOneWay(method: MintMethod): void {
  const way = "federatedName" in method ? "federation" : "webIdentity" in method ? "token" : "role";
  const own: readonly string[] = PARTS[way];
  const given = method as unknown as Readonly<Record<string, unknown>>;
  const stray = ALL_PARTS.find((part) => given[part] !== undefined && !own.includes(part));
  if (stray === undefined) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${stray}\` does not go with \`${own.slice(0, 2).join("` and `")}\``, {
    hint: "A lease is minted in one way: by a role, by a role with a token, or as a federated user.",
  });
}

function checkFederation({ federatedName, sessionTags }: FederationMethod): FederationMethod {
  checkFederatedName(federatedName);
  if (sessionTags === undefined) return { federatedName };
  if (!sessionTags.some(({ transitive }) => transitive)) {
    return { federatedName, sessionTags: checkSessionTags(sessionTags) };
  }
  throw new KeyleaseError("ArgumentInvalid", "a federated user's tags cannot be transitive", {
    hint: "Leave that out: nobody can make sessions from a federated user's.",
  });
}

/** A text that STS takes, in its own words of what it may be. */
interface TextRule {
  readonly pattern: RegExp;
  readonly name: string;
  readonly hint: string;
}

const EXTERNAL_ID: TextRule = {
  pattern: /^[\w+=,.@:/-]{2,1224}$/,
  name: "an external id",
  hint: "An external id has 2 to 1,224 letters, digits and _+=,.@:/-.",
};

const SOURCE_IDENTITY: TextRule = {
  pattern: /^[\w+=,.@-]{2,64}$/,
  name: "a source identity",
  hint: "A source identity has 2 to 64 letters, digits and _+=,.@-.",
};

const MFA_SERIAL: TextRule = {
  pattern: /^[\w+=/:,.@-]{9,256}$/,
  name: "the serial number of an MFA device",
  hint: "It is the device's number or ARN, such as arn:aws:iam::123456789012:mfa/alice.",
};

const MFA_CODE: TextRule = {
  pattern: /^\d{6}$/,
  name: "an MFA code",
  hint: "Give the six digits that the device shows.",
};

function checkText(text: string | undefined, { pattern, name, hint }: TextRule): void {
  if (text === undefined || pattern.test(text)) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not ${name}`, { hint });
}

/**
 * Checks that a text is the ARN of a role.
 *
 * @throws KeyleaseError `ArnInvalid`.
 */
export function checkRoleArn(text: string): void {
  const { partition, service, region, accountId, resource } = parseArn(text);
  const isKnown = PARTITIONS.some((known) => known === partition);
  // Ceph's roles are of no account; where AWS itself is called, the plan asks for one.
  const isRole = service === "iam" && region === "" && /^(?:\d{12})?$/.test(accountId);
  if (isKnown && isRole && /^role\/[\x21-\x7e]+$/.test(resource)) return;
  throw new KeyleaseError("ArnInvalid", `\`${text}\` is not the ARN of a role`, {
    hint: "A role's ARN looks like arn:aws:iam::123456789012:role/uploader.",
  });
}
