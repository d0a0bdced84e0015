import type { AwsError } from "../../../wire/index.ts";
import { type GroupRecord, groupArn, groups } from "../../state/groups.ts";
import {
  type InstanceProfileRecord,
  iamArn,
  instanceProfileArn,
  instanceProfiles,
  type NamedRecords,
  type RoleRecord,
  roleArn,
  roles,
  type Tag,
  type UserRecord,
  userArn,
  users,
} from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";
import { noSuchGroup, noSuchInstanceProfile, noSuchRole, noSuchUser } from "./errors.ts";

/** What all entities that IAM finds by name have in common. */
export interface EntityRecord {
  readonly accountId: string;
  readonly path: string;
  /** Absent where the kind of entity has none: groups. */
  readonly tags?: readonly Tag[];
  readonly permissionsBoundaryArn?: string;
}

/** What holds inline policies, and managed ones by attachment. */
export type PolicyHolder = UserRecord | RoleRecord | GroupRecord;

/** One kind of entity. */
export interface EntityKind<R extends EntityRecord> {
  readonly type: "user" | "group" | "role" | "instance-profile";
  /** The request parameter with its name. */
  readonly parameter: "UserName" | "GroupName" | "RoleName" | "InstanceProfileName";
  /** Of an existing entity's name, in characters. */
  readonly maxNameLength: number;
  readonly records: NamedRecords<R>;
  arn(record: R): string;
  /** In the case that it was made with. */
  nameOf(record: R): string;
  missing(name: string): AwsError;
}

export const userKind: EntityKind<UserRecord> = {
  type: "user",
  parameter: "UserName",
  maxNameLength: 128,
  records: users,
  arn: userArn,
  nameOf: (record) => record.userName,
  missing: noSuchUser,
};

export const groupKind: EntityKind<GroupRecord> = {
  type: "group",
  parameter: "GroupName",
  maxNameLength: 128,
  records: groups,
  arn: groupArn,
  nameOf: (record) => record.groupName,
  missing: noSuchGroup,
};

export const roleKind: EntityKind<RoleRecord> = {
  type: "role",
  parameter: "RoleName",
  maxNameLength: 64,
  records: roles,
  arn: roleArn,
  nameOf: (record) => record.roleName,
  missing: noSuchRole,
};

export const instanceProfileKind: EntityKind<InstanceProfileRecord> = {
  type: "instance-profile",
  parameter: "InstanceProfileName",
  maxNameLength: 128,
  records: instanceProfiles,
  arn: instanceProfileArn,
  nameOf: (record) => record.instanceProfileName,
  missing: noSuchInstanceProfile,
};

/** An entity by account and name. */
export interface EntityName {
  readonly accountId: string;
  readonly name: string;
}

/**
 * The entity.
 *
 * @throws AwsError `NoSuchEntity`.
 */
export function existing<R extends EntityRecord>(
  kind: EntityKind<R>,
  reader: StoreReader,
  { accountId, name }: EntityName,
): R {
  const record = kind.records.find(reader, accountId, name);
  if (record === undefined) throw kind.missing(name);
  return record;
}

/**
 * The entity's ARN for authorisation. Where it does not exist it is the ARN that it would have without a path, so that
 * callers who are limited to a path are denied and cannot probe for names.
 */
export function entityArn<R extends EntityRecord>(
  kind: EntityKind<R>,
  reader: StoreReader,
  { accountId, name }: EntityName,
): string {
  const record = kind.records.find(reader, accountId, name);
  return record === undefined ? iamArn(accountId, kind.type, `/${name}`) : kind.arn(record);
}
