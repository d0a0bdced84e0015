import {
  AUTHENTICATED_USERS,
  type Grant,
  type Grantee,
  isPublicGrant,
  LOG_DELIVERY,
  type Permission,
} from "./grants.ts";

/** Which things an ACL is attached to. */
export type AclKind = "bucket" | "object";

const ACTIONS: Readonly<Record<AclKind, Readonly<Record<Exclude<Permission, "FULL_CONTROL">, readonly string[]>>>> = {
  bucket: {
    READ: ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
    WRITE: ["s3:PutObject"],
    READ_ACP: ["s3:GetBucketAcl"],
    WRITE_ACP: ["s3:PutBucketAcl"],
  },
  object: {
    READ: ["s3:GetObject", "s3:GetObjectVersion"],
    WRITE: [],
    READ_ACP: ["s3:GetObjectAcl", "s3:GetObjectVersionAcl"],
    WRITE_ACP: ["s3:PutObjectAcl", "s3:PutObjectVersionAcl"],
  },
};

interface AclStatement {
  readonly Effect: "Allow";
  readonly Principal: "*" | { readonly AWS: string };
  readonly Action: readonly string[];
  readonly Resource: "*";
  readonly Condition?: object;
}

/**
 * Says as a resource policy what an ACL grants, by the mapping of "Access control list (ACL) overview" of the S3 User
 * Guide, or `undefined` where it grants nothing to anybody but the owner. What the owner's own users may do, their
 * account's IAM decides; a grant to another account only lets that account's IAM decide.
 *
 * `Resource` is `*` because only requests for this one bucket or object see the policy; so objects with equal ACLs
 * share one compiled policy.
 */
export function aclPolicyText(
  acl: readonly Grant[],
  { kind, ownerAccountId, ignorePublic }: { kind: AclKind; ownerAccountId: string; ignorePublic: boolean },
): string | undefined {
  const statements = acl
    .filter((grant) => !(ignorePublic && isPublicGrant(grant)))
    .filter(({ grantee }) => !("accountId" in grantee && grantee.accountId === ownerAccountId))
    .flatMap((grant) => statementOf(grant, kind));
  return statements.length === 0 ? undefined : JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function statementOf({ grantee, permission }: Grant, kind: AclKind): readonly AclStatement[] {
  // The log delivery group is a service of AWS, which delivers no logs here.
  if ("group" in grantee && grantee.group === LOG_DELIVERY) return [];
  const actions = permission === "FULL_CONTROL" ? Object.values(ACTIONS[kind]).flat() : ACTIONS[kind][permission];
  return actions.length === 0 ? [] : [{ Effect: "Allow", ...principalOf(grantee), Action: actions, Resource: "*" }];
}

function principalOf(grantee: Grantee): Pick<AclStatement, "Principal" | "Condition"> {
  if ("accountId" in grantee) return { Principal: { AWS: grantee.accountId } };
  if (grantee.group !== AUTHENTICATED_USERS) return { Principal: "*" };
  return { Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalType": "Anonymous" } } };
}
