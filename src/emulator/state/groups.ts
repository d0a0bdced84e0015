import { iamArn, NamedRecords, type UserRecord, users } from "./identities.ts";
import type { StoreReader } from "./store.ts";

/** A group of users, who have its policies besides their own. It is no principal: nothing can name it as one. */
export interface GroupRecord {
  readonly accountId: string;
  readonly groupName: string;
  /** `AGPA…`. */
  readonly groupId: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly createdAt: string;
  /** Inline policy documents by policy name, as they were put. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  readonly attachedPolicyArns: readonly string[];
}

export const groups: NamedRecords<GroupRecord> = new NamedRecords(
  "iam-group",
  (group) => group.groupName,
  (group) => group.groupId,
);

export const groupArn = (group: GroupRecord): string => iamArn(group.accountId, "group", group.path + group.groupName);

/**
 * The groups that a user is in. Membership stands in the user's record, by unique ids: every request of a user needs
 * it, and neither side's change of name touches it.
 */
export function groupsOf(reader: StoreReader, user: UserRecord): readonly GroupRecord[] {
  return (user.groupIds ?? []).flatMap((groupId) => groups.findById(reader, groupId) ?? []);
}

/** The users in a group. */
export function membersOf(reader: StoreReader, group: GroupRecord): readonly UserRecord[] {
  return users.list(reader, group.accountId).filter((user) => user.groupIds?.includes(group.groupId));
}

/** The user's record as a member of the groups with these ids and of no others. */
export function withGroups(user: UserRecord, groupIds: readonly string[]): UserRecord {
  const { groupIds: _replaced, ...rest } = user;
  return groupIds.length === 0 ? rest : { ...rest, groupIds };
}
