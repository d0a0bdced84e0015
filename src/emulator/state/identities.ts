import { type AwsPolicy, awsPolicies } from "./aws-policies/aws-policies.ts";
import type { StoreReader, StoreWriter } from "./store.ts";
import { Table } from "./table.ts";

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What users and roles have in common. */
interface IdentityRecord {
  readonly accountId: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly createdAt: string;
  /** Inline policy documents by policy name, as they were put. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  readonly attachedPolicyArns: readonly string[];
  readonly permissionsBoundaryArn?: string;
  readonly tags: readonly Tag[];
}

export interface UserRecord extends IdentityRecord {
  readonly userName: string;
  /** `AIDA…`. */
  readonly userId: string;
  /** The unique ids of the groups that the user is in; absent where there are none. See `groups.ts`. */
  readonly groupIds?: readonly string[];
}

export interface RoleRecord extends IdentityRecord {
  readonly roleName: string;
  /** `AROA…`. Sessions are bound to it: they die with the role, and a namesake does not revive them. */
  readonly roleId: string;
  readonly description?: string;
  /** With users and roles as their unique ids (see `bindPrincipals`): to be evaluated as it stands, not to be shown. */
  readonly trustPolicy: string;
  readonly maxSessionDurationSeconds: number;
}

export interface PolicyVersionRecord {
  /** `v1`, `v2`, … */
  readonly versionId: string;
  readonly document: string;
  readonly createdAt: string;
}

/** The account of AWS's own managed policies, as their ARNs name it. */
export const AWS_ACCOUNT = "aws";

/** A managed policy of a customer, or of AWS. */
export interface ManagedPolicyRecord {
  /** {@link AWS_ACCOUNT} for the policies of AWS, which are in no store. */
  readonly accountId: string;
  readonly policyName: string;
  /** `ANPA…`. */
  readonly policyId: string;
  readonly path: string;
  readonly description?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly defaultVersionId: string;
  /** The number of the newest version ever made: numbers are not given twice. */
  readonly lastVersionNumber: number;
  readonly versions: readonly PolicyVersionRecord[];
  readonly tags: readonly Tag[];
}

export interface InstanceProfileRecord {
  readonly accountId: string;
  readonly instanceProfileName: string;
  /** `AIPA…`. */
  readonly instanceProfileId: string;
  readonly path: string;
  readonly createdAt: string;
  /** The name of the one role it may hold. */
  readonly roleName?: string;
  readonly tags: readonly Tag[];
}

/** Which record has a unique id. */
interface IdEntry {
  readonly table: string;
  readonly accountId: string;
  readonly name: string;
}

const uniqueIds = new Table<IdEntry>("iam-unique-id");

/**
 * Records of one kind by account and name. IAM's names are unique whatever their case, and are found by
 * any case, but keep the case that they were made with. They are found by their unique id as well.
 */
export class NamedRecords<V extends { readonly accountId: string }> {
  readonly #tableName: string;
  readonly #table: Table<V>;
  readonly #nameOf: (record: V) => string;
  readonly #idOf: (record: V) => string;

  constructor(table: string, nameOf: (record: V) => string, idOf: (record: V) => string) {
    this.#tableName = table;
    this.#table = new Table<V>(table);
    this.#nameOf = nameOf;
    this.#idOf = idOf;
  }

  find(reader: StoreReader, accountId: string, name: string): V | undefined {
    return this.#table.get(reader, accountId, name.toLowerCase());
  }

  /** The record that this unique id was given to, or `undefined` where it is gone or of another kind. */
  findById(reader: StoreReader, uniqueId: string): V | undefined {
    const entry = uniqueIds.get(reader, uniqueId);
    return entry?.table === this.#tableName ? this.find(reader, entry.accountId, entry.name) : undefined;
  }

  put(writer: StoreWriter, record: V): void {
    const [accountId, name] = [record.accountId, this.#nameOf(record)];
    this.#table.put(writer, [accountId, name.toLowerCase()], record);
    uniqueIds.put(writer, [this.#idOf(record)], { table: this.#tableName, accountId, name });
  }

  remove(writer: StoreWriter, record: V): void {
    this.#table.remove(writer, record.accountId, this.#nameOf(record).toLowerCase());
    uniqueIds.remove(writer, this.#idOf(record));
  }

  /** Puts a record in the place of one with the same unique id, whose name may differ. */
  replace(writer: StoreWriter, old: V, record: V): void {
    this.remove(writer, old);
    this.put(writer, record);
  }

  list(reader: StoreReader, accountId: string): readonly V[] {
    return [...this.#table.rows(reader, { under: [accountId] })].map(([, record]) => record);
  }
}

export const users: NamedRecords<UserRecord> = new NamedRecords(
  "iam-user",
  (user) => user.userName,
  (user) => user.userId,
);
export const roles: NamedRecords<RoleRecord> = new NamedRecords(
  "iam-role",
  (role) => role.roleName,
  (role) => role.roleId,
);
export const managedPolicies: NamedRecords<ManagedPolicyRecord> = new NamedRecords(
  "iam-policy",
  (policy) => policy.policyName,
  (policy) => policy.policyId,
);
export const instanceProfiles: NamedRecords<InstanceProfileRecord> = new NamedRecords(
  "iam-instance-profile",
  (profile) => profile.instanceProfileName,
  (profile) => profile.instanceProfileId,
);

/** Finds a managed policy by its ARN (`arn:aws:iam::A:policy/path/name`), also one of AWS's. */
export function findManagedPolicyByArn(reader: StoreReader, arn: string): ManagedPolicyRecord | undefined {
  const ofAws = awsPolicies.find(arn);
  if (ofAws !== undefined) return awsPolicyRecord(ofAws);
  const match = /^arn:[^:]+:iam::(\d{12}):policy\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (match === null) return undefined;
  const policy = managedPolicies.find(reader, match[1] as string, match[2] as string);
  return policy !== undefined && iamArn(policy.accountId, "policy", policy.path + policy.policyName) === arn
    ? policy
    : undefined;
}

/** The managed policies of AWS, which every account can use. */
export function listAwsPolicies(): readonly ManagedPolicyRecord[] {
  return awsPolicies.list().map(awsPolicyRecord);
}

function awsPolicyRecord({ path, policyName, policyId, ...policy }: AwsPolicy): ManagedPolicyRecord {
  const { versionId, createdAt, updatedAt, document } = policy;
  return {
    accountId: AWS_ACCOUNT,
    policyName,
    policyId,
    path,
    createdAt,
    updatedAt,
    defaultVersionId: versionId,
    lastVersionNumber: Number(versionId.slice(1)),
    versions: [{ versionId, document, createdAt: updatedAt }],
    tags: [],
  };
}

/** A managed policy that the account can use, its own or AWS's: as attachment, boundary or session policy. */
export function findUsablePolicy(
  reader: StoreReader,
  accountId: string,
  policyArn: string,
): ManagedPolicyRecord | undefined {
  const policy = findManagedPolicyByArn(reader, policyArn);
  return policy?.accountId === accountId || policy?.accountId === AWS_ACCOUNT ? policy : undefined;
}

/** The document of a managed policy that is in force. */
export function defaultDocument(policy: ManagedPolicyRecord): string {
  const version = policy.versions.find((candidate) => candidate.versionId === policy.defaultVersionId);
  if (version === undefined) throw new Error(`managed policy ${policy.policyName} lost its default version`);
  return version.document;
}

/** An IAM ARN; `pathAndName` begins with `/`. */
export function iamArn(
  accountId: string,
  type: "user" | "group" | "role" | "policy" | "instance-profile",
  pathAndName: string,
): string {
  return `arn:aws:iam::${accountId}:${type}${pathAndName}`;
}

export const userArn = (user: UserRecord): string => iamArn(user.accountId, "user", user.path + user.userName);
export const roleArn = (role: RoleRecord): string => iamArn(role.accountId, "role", role.path + role.roleName);
export const managedPolicyArn = (policy: ManagedPolicyRecord): string =>
  iamArn(policy.accountId, "policy", policy.path + policy.policyName);
export const instanceProfileArn = (profile: InstanceProfileRecord): string =>
  iamArn(profile.accountId, "instance-profile", profile.path + profile.instanceProfileName);
