import { parsePolicy } from "../../../policy/index.ts";
import {
  findUsablePolicy,
  type ManagedPolicyRecord,
  managedPolicyArn,
  type PolicyVersionRecord,
} from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";
import { countedLength } from "./documents.ts";
import { noSuchPolicy, noSuchPolicyVersion, quotaExceeded } from "./errors.ts";
import { type PolicyUsage, policyUsages, UNUSED } from "./policy-usage.ts";
import { IAM_QUOTAS } from "./quotas.ts";

const POLICY_LIMIT = IAM_QUOTAS.policySize;

/**
 * The managed policy of the account.
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

/** Who uses the policy. */
export function usageOf(reader: StoreReader, policy: ManagedPolicyRecord): PolicyUsage {
  return policyUsages(reader, policy.accountId).get(managedPolicyArn(policy)) ?? UNUSED;
}
