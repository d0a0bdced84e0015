import { parsePolicy } from "../../../policy/index.ts";
import {
  AWS_ACCOUNT,
  findUsablePolicy,
  type ManagedPolicyRecord,
  managedPolicyArn,
  type PolicyVersionRecord,
} from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";
import { countedLength } from "./documents.ts";
import { noSuchPolicy, noSuchPolicyVersion, notAttachableTo, quotaExceeded } from "./errors.ts";
import { type PolicyUsage, policyUsages, UNUSED } from "./policy-usage.ts";
import { IAM_QUOTAS } from "./quotas.ts";

const POLICY_LIMIT = IAM_QUOTAS.policySize;

/**
 * The managed policy, of the account or of AWS.
 *
 * @throws AwsError `NoSuchEntity`.
 */
export function existingPolicy(reader: StoreReader, accountId: string, policyArn: string): ManagedPolicyRecord {
  const policy = findUsablePolicy(reader, accountId, policyArn);
  if (policy === undefined) throw noSuchPolicy(policyArn);
  return policy;
}

/** @throws AwsError `NoSuchEntity`. */
export function existingVersion(policy: ManagedPolicyRecord, versionId: string): PolicyVersionRecord {
  const version = policy.versions.find((candidate) => candidate.versionId === versionId);
  if (version === undefined) throw noSuchPolicyVersion(managedPolicyArn(policy), versionId);
  return version;
}

/**
 * Checks the document of a managed policy.
 *
 * @throws PolicyError where it is not an identity policy.
 * @throws AwsError `LimitExceeded` where it has more than 6,144 characters besides white space.
 */
export function checkManagedDocument(document: string): void {
  parsePolicy(document, "identity");
  if (countedLength(document) > POLICY_LIMIT) throw quotaExceeded("PolicySize", POLICY_LIMIT);
}

/**
 * Refuses the policies that AWS made for its service-linked roles.
 *
 * @throws AwsError `PolicyNotAttachable`.
 */
export function refuseServicePolicy({ accountId, path }: ManagedPolicyRecord, kind: { readonly type: string }): void {
  if (accountId !== AWS_ACCOUNT || !path.startsWith("/aws-service-role/")) return;
  throw notAttachableTo(`Customer ${kind.type.charAt(0).toUpperCase()}${kind.type.slice(1)}`);
}

/** How many of the account's identities use the policy; policies of AWS are counted in every account for itself. */
export function usageOf(reader: StoreReader, accountId: string, policy: ManagedPolicyRecord): PolicyUsage {
  return policyUsages(reader, accountId).get(managedPolicyArn(policy)) ?? UNUSED;
}
