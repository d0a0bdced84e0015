import type { NamedPolicy, Policy } from "../../../policy/index.ts";
import { header } from "../../../wire/index.ts";
import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import { aclPolicyText } from "./acl/acl-policy.ts";
import { isPublicGrant } from "./acl/grants.ts";
import { type BucketRecord, findBucket, s3Arn } from "./buckets.ts";
import { type ContextKeys, commonKeys } from "./context-keys.ts";
import { accessDenied, noSuchBucket, s3Error } from "./errors.ts";
import { type ObjectRecord, objectOwner } from "./objects.ts";
import { blockedBy } from "./public-access/blocked-by.ts";

/** A policy that grants nothing, to be shown in explanations. */
const NOTHING: Policy = { kind: "resource", version: "2012-10-17", id: undefined, statements: [] };

/** An action on a bucket. */
export interface BucketAction {
  readonly bucket: BucketRecord;
  readonly action: string;
  /** Context keys of this action alone. */
  readonly keys?: Requirement["context"];
}

/** An action on an object. */
export interface ObjectAction extends BucketAction {
  readonly key: string;
  /** The object where there is one and the action is about it, so that its ACL and its owner count. */
  readonly object?: ObjectRecord | undefined;
}

/**
 * The bucket that a request names. `ownerHeader` is the header in which it says whose it expects that to be.
 *
 * @throws AwsError `NoSuchBucket`; `AccessDenied` where the caller expected another owner.
 */
export function requireBucket(
  { state, request }: OperationContext,
  name: string,
  ownerHeader: Lowercase<string> = "x-amz-expected-bucket-owner",
): BucketRecord {
  const bucket = findBucket(state.store, name);
  if (bucket === undefined) throw noSuchBucket(name);
  const expected = header(request.head, ownerHeader);
  if (expected !== undefined && !/^\d{12}$/.test(expected)) {
    throw s3Error(400, [
      "InvalidBucketOwnerAWSAccountID",
      `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`,
    ]);
  }
  if (expected !== undefined && expected !== bucket.accountId) throw accessDenied();
  return bucket;
}

/** What must be allowed for an action on a bucket. */
export function bucketRequirement(context: OperationContext, { bucket, action, keys }: BucketAction): Requirement {
  const resource = s3Arn(bucket.name);
  const cut = cutOff(bucket, context);
  return {
    action,
    resource,
    resourceAccountId: bucket.accountId,
    context: allKeys(context, bucket, keys),
    resourcePolicies: cut ?? [...bucketPolicy(bucket, context), ...aclPolicy("bucket", { bucket, context })],
  };
}

/**
 * What must be allowed for an action on an object. Of an object that another account owns, that account decides: the
 * bucket's policy can then still deny, but no longer allow.
 */
export function objectRequirement(context: OperationContext, target: ObjectAction): Requirement {
  const { bucket, key, action, keys, object } = target;
  const resource = s3Arn(bucket.name, key);
  const allOfThem = allKeys(context, bucket, keys);
  const cut = cutOff(bucket, context);
  if (cut !== undefined) {
    return { action, resource, context: allOfThem, resourceAccountId: bucket.accountId, resourcePolicies: cut };
  }
  const owner = object === undefined ? bucket.accountId : objectOwner(bucket, object);
  const policies = bucketPolicy(bucket, context);
  return {
    action,
    resource,
    context: allOfThem,
    resourceAccountId: owner,
    resourcePolicies: [
      ...(owner === bucket.accountId
        ? policies
        : policies.map((policy) => onlyDenials(policy, "the object is another account's"))),
      ...aclPolicy(object === undefined ? "bucket" : "object", { bucket, context, object }),
    ],
  };
}

function allKeys({ request }: OperationContext, bucket: BucketRecord, keys: Requirement["context"]): ContextKeys {
  return Object.assign(commonKeys(request, bucket.accountId), keys);
}

/**
 * Refuses a caller who may not list the bucket: without that right nobody learns whether a key exists, so what would
 * be a 404 is a 403 that names s3:ListBucket.
 *
 * @throws AwsError `AccessDenied`.
 */
export function requireListing(context: OperationContext, bucket: BucketRecord): void {
  context.require(bucketRequirement(context, { bucket, action: "s3:ListBucket" }));
}

/**
 * RestrictPublicBuckets: a public policy opens the bucket to nobody outside its account, and neither does an ACL.
 *
 * INVARIANT: whoever is cut off belongs to another account, and across accounts nothing is allowed without a policy that
 * allows; those that are left only deny, and say in explanations what took their Allows.
 *
 * @returns what is left of the bucket's policies; `undefined` where the caller is not cut off.
 */
export function cutOff(bucket: BucketRecord, context: OperationContext): readonly NamedPolicy[] | undefined {
  if (context.caller.accountId === bucket.accountId || bucket.policy?.isPublic !== true) return undefined;
  const by = blockedBy(context.state.store, bucket, "restrictPublicBuckets");
  if (by === undefined) return undefined;
  const because = `it is public, and RestrictPublicBuckets of the ${by} keeps other accounts out`;
  return bucketPolicy(bucket, context).map((policy) => onlyDenials(policy, because));
}

function bucketPolicy({ policy }: BucketRecord, { state }: OperationContext): readonly NamedPolicy[] {
  if (policy === undefined) return [];
  return [{ name: "bucket policy", policy: state.policies.parse(policy.boundText, "resource") }];
}

function onlyDenials({ name, policy }: NamedPolicy, because: string): NamedPolicy {
  const statements = policy.statements.filter(({ effect }) => effect === "Deny");
  return { name: `${name} (denials only: ${because})`, policy: { ...policy, statements } };
}

function aclPolicy(
  kind: "bucket" | "object",
  { bucket, context, object }: { bucket: BucketRecord; context: OperationContext; object?: ObjectRecord | undefined },
): readonly NamedPolicy[] {
  // Where the bucket owner is enforced, ACLs are kept but mean nothing.
  if (bucket.ownership === "BucketOwnerEnforced") return [];
  const { acl } = object ?? bucket;
  const { store, policies } = context.state;
  const ignoredBy = acl.some(isPublicGrant) ? blockedBy(store, bucket, "ignorePublicAcls") : undefined;
  const ownerAccountId = object === undefined ? bucket.accountId : objectOwner(bucket, object);
  const text = aclPolicyText(acl, { kind, ownerAccountId, ignorePublic: ignoredBy !== undefined });
  if (ignoredBy === undefined && text === undefined) return [];
  const why = ignoredBy === undefined ? "" : ` (without its public grants: IgnorePublicAcls of the ${ignoredBy} is on)`;
  return [{ name: `${kind} ACL${why}`, policy: text === undefined ? NOTHING : policies.parse(text, "resource") }];
}
