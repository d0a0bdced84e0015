import type { Principal } from "../../src/policy/index.ts";
import type { Dice } from "./dice.ts";

/** How the values of a context key are written, which says what operators are for it. */
export type KeyType = "string" | "arn" | "number" | "date" | "boolean" | "ip";

/** A condition key, and values that requests and policies may have for it. */
export interface Key {
  readonly name: string;
  readonly type: KeyType;
  /** Whether a request has several values for it. */
  readonly several?: true;
  readonly values: readonly string[];
}

/** The keys that conditions ask for. Not every request has them. */
export const KEYS: readonly Key[] = [
  { name: "aws:username", type: "string", values: ["ann", "bob"] },
  { name: "aws:userid", type: "string", values: ["AROAEXAMPLEUPL000003:build-7", "AIDAEXAMPLEANN000001"] },
  { name: "aws:PrincipalArn", type: "arn", values: ["arn:aws:iam::111122223333:role/uploader"] },
  { name: "aws:PrincipalAccount", type: "string", values: ["111122223333", "444455556666"] },
  { name: "aws:PrincipalType", type: "string", values: ["User", "AssumedRole", "Account"] },
  { name: "aws:PrincipalTag/team", type: "string", values: ["red", "blue", "Red", "re*"] },
  { name: "aws:PrincipalTag/home", type: "string", values: ["home/ann", "team/red", "a.b"] },
  { name: "aws:PrincipalOrgID", type: "string", values: ["o-a1b2c3d4e5"] },
  { name: "aws:RequestedRegion", type: "string", values: ["eu-west-1", "us-east-1"] },
  { name: "aws:UserAgent", type: "string", values: ["aws-cli/2.31", "Boto3/1.40"] },
  { name: "aws:SourceArn", type: "arn", values: ["arn:aws:sns:eu-west-1:111122223333:news"] },
  { name: "aws:SourceIp", type: "ip", values: ["203.0.113.9", "198.51.100.20", "2001:db8::7", "2001:db8:0:0::7"] },
  { name: "aws:CurrentTime", type: "date", values: ["2026-11-20T10:00:00Z", "2026-01-01T00:00:00Z"] },
  { name: "aws:TokenIssueTime", type: "date", values: ["2026-11-20T09:30:00Z", "2026-11-19T00:00:00Z"] },
  { name: "aws:MultiFactorAuthAge", type: "number", values: ["30", "3600"] },
  { name: "aws:MultiFactorAuthPresent", type: "boolean", values: ["true", "false"] },
  { name: "aws:SecureTransport", type: "boolean", values: ["true", "false"] },
  { name: "aws:TagKeys", type: "string", several: true, values: ["team", "cost-center", "Team"] },
  { name: "aws:PrincipalOrgPaths", type: "string", several: true, values: ["o-a1b2c3d4e5/r-ab12/", "o-x/r-ab12/"] },
  { name: "s3:x-amz-acl", type: "string", values: ["private", "public-read"] },
  { name: "s3:ExistingObjectTag/team", type: "string", values: ["red", "blue"] },
  { name: "s3:prefix", type: "string", values: ["home/ann/", "home/", "team/"] },
  { name: "s3:max-keys", type: "number", values: ["10", "100", "1000"] },
  { name: "sts:ExternalId", type: "string", values: ["42", "43"] },
];

/** The keys that AWS gives to requests of a principal, each as it would be for it. */
export function principalContext(dice: Dice, principal: Principal): Record<string, string | readonly string[]> {
  if (principal.type === "anonymous") return { "aws:PrincipalType": "Anonymous" };
  if (principal.type === "service") return { "aws:SourceArn": dice.pick(valuesOf("aws:SourceArn")) };
  if (principal.type === "web-identity") return {};
  const type = { root: "Account", user: "User", "role-session": "AssumedRole", "federated-user": "FederatedUser" };
  const context: Record<string, string | readonly string[]> = {
    "aws:PrincipalArn": principal.type === "role-session" ? principal.roleArn : principal.arn,
    "aws:PrincipalAccount": principal.accountId,
    "aws:PrincipalType": type[principal.type],
    "aws:userid": userId(principal),
  };
  if (principal.type === "user") context["aws:username"] = principal.arn.split("/").at(-1) ?? "";
  if (principal.type !== "user" && principal.type !== "root") {
    context["aws:TokenIssueTime"] = dice.pick(valuesOf("aws:TokenIssueTime"));
  }
  for (const name of ["aws:PrincipalTag/team", "aws:PrincipalTag/home", "aws:PrincipalOrgID"]) {
    if (dice.chance(0.5)) context[name] = dice.pick(valuesOf(name));
  }
  if (dice.chance(0.3)) context["aws:PrincipalOrgPaths"] = dice.several([1, 2], () => dice.pick(ORG_PATHS));
  return context;
}

/** The keys that come of the request itself. */
export function requestContext(dice: Dice): Record<string, string | readonly string[]> {
  const context: Record<string, string | readonly string[]> = {};
  for (const { name, several, values } of KEYS) {
    if (/^aws:(RequestedRegion|UserAgent|SourceIp|CurrentTime|SecureTransport)$/.test(name)) {
      context[name] = dice.pick(values);
    } else if (/^aws:(MultiFactorAuth|TagKeys)/.test(name) && dice.chance(0.4)) {
      context[name] =
        several === true ? [...new Set(dice.several([1, 3], () => dice.pick(values)))] : dice.pick(values);
    }
  }
  if (dice.chance(0.05)) context["aws:TagKeys"] = [""];
  return context;
}

const ORG_PATHS = ["o-a1b2c3d4e5/r-ab12/ou-1/", "o-x/r-ab12/"];

function valuesOf(name: string): readonly string[] {
  return KEYS.find((key) => key.name === name)?.values ?? [];
}

function userId(principal: Extract<Principal, { readonly accountId: string }>): string {
  if (principal.type === "user") return principal.uniqueId;
  if (principal.type === "role-session") return `${principal.uniqueId}:build-7`;
  return principal.type === "root" ? principal.accountId : `${principal.accountId}:${principal.arn.split("/").at(-1)}`;
}
