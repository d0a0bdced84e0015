import { oidcProviderName } from "../../../state/oidc-providers.ts";
import type { ConditionKeys, WebIdentity } from "../../../state/web-identity.ts";
import { audiences, type Claims, textList } from "./claims.ts";

/** Claims that are condition keys whatever the issuer. */
const COMMON_CLAIMS = ["amr", "azp", "email", "sub"];
/** Those of the keys that requests of the session have too. */
const SESSION_CLAIMS = ["amr", "aud", "sub"];

const GITHUB_CLAIMS = [
  "actor",
  "actor_id",
  "enterprise_id",
  "environment",
  "job_workflow_ref",
  "ref",
  "repository",
  "repository_id",
  "repository_owner_id",
  "workflow",
];
const GITLAB_CLAIMS = [
  "namespace_id",
  "pipeline_source",
  "project_id",
  "ref_protected",
  "runner_environment",
  "user_access_level",
  "user_email",
  "user_id",
  "user_login",
];
const BUILDKITE_CLAIMS = [
  "build_branch",
  "cluster_id",
  "cluster_name",
  "organization_id",
  "organization_slug",
  "pipeline_id",
  "pipeline_slug",
];

/** Issuers, without their scheme, whose own claims are condition keys. */
const ISSUER_CLAIMS: readonly (readonly [issuer: RegExp, claims: readonly string[]])[] = [
  [/^token\.actions\.githubusercontent\.com(\/.+)?$/, GITHUB_CLAIMS],
  [/^token\.actions\.[^/]+\.ghe\.com$/, GITHUB_CLAIMS],
  [/^gitlab\.com$/, GITLAB_CLAIMS],
  [/^agent(\.[^/]+)?\.buildkite\.(com|dev|site)$/, BUILDKITE_CLAIMS],
  [/^oidc\.circleci\.com\/org\/.+$/, ["oidc.circleci.com/project-id"]],
  [/^idcs-[^/]+\.identity\.oraclecloud\.com$/, ["rpst_id"]],
];

/**
 * The condition keys of a token's claims. Claims that AWS makes no keys of have none here either, so that a trust policy
 * that asks for them is refused as it is there. Follows "Available keys for AWS OIDC federation" of the IAM User Guide
 * and "Actions, resources, and condition keys for AWS Security Token Service".
 */
export function conditionKeys(
  issuer: string,
  claims: Claims,
  audience: string,
): Pick<WebIdentity, "trustKeys" | "sessionKeys"> {
  const name = oidcProviderName(issuer);
  const own = ISSUER_CLAIMS.filter(([pattern]) => pattern.test(name)).flatMap(([, names]) => names);
  const trustKeys: Record<string, string | readonly string[]> = {
    [`${name}:aud`]: audience,
    [`${name}:oaud`]: audiences(claims),
  };
  for (const claim of [...COMMON_CLAIMS, ...own]) {
    const value = keyValue(claims[claim]);
    if (value !== undefined) trustKeys[`${name}:${claim}`] = value;
  }
  return { trustKeys, sessionKeys: sessionKeys(trustKeys, name) };
}

function sessionKeys(trustKeys: ConditionKeys, name: string): ConditionKeys {
  const kept = SESSION_CLAIMS.map((claim) => `${name}:${claim}`);
  return Object.fromEntries(Object.entries(trustKeys).filter(([key]) => kept.includes(key)));
}

function keyValue(claim: unknown): string | readonly string[] | undefined {
  if (typeof claim === "string") return claim;
  if (typeof claim === "number" || typeof claim === "boolean") return String(claim);
  return textList(claim);
}
