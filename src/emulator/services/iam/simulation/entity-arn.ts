import { tryParseArn } from "../../../../core/index.ts";
import type { Principal } from "../../../../policy/index.ts";
import type { Requirement } from "../../../pipeline/service.ts";
import { type GroupRecord, groupArn } from "../../../state/groups.ts";
import { type RoleRecord, roleArn, type UserRecord, userArn, users } from "../../../state/identities.ts";
import type { StoreReader } from "../../../state/store.ts";
import { existing, groupKind, roleKind, userKind } from "../entities.ts";
import { noSuchGroup, noSuchRole, noSuchUser } from "../errors.ts";
import { type Ask, onEntity } from "../requirements.ts";
import { unclearEntity } from "./errors.ts";

/** A user, group or role by its ARN, which need not exist. */
export interface EntityArn {
  readonly arn: string;
  readonly type: "user" | "group" | "role";
  readonly accountId: string;
  readonly name: string;
}

/**
 * Reads the ARN of a user, group or role.
 *
 * @throws AwsError `InvalidInput` where it is of anything else: of a session, of the root user.
 */
export function readEntityArn(arn: string): EntityArn {
  const parsed = tryParseArn(arn);
  const [, type, name] = /^(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(parsed?.resource ?? "") ?? [];
  if (parsed?.service !== "iam" || type === undefined || name === undefined) throw unclearEntity(arn);
  return { arn, type: type as EntityArn["type"], accountId: parsed.accountId, name };
}

/** The record of an entity, with its type and its name as it was made. */
export type Entity =
  | { readonly type: "user"; readonly name: string; readonly record: UserRecord }
  | { readonly type: "group"; readonly name: string; readonly record: GroupRecord }
  | { readonly type: "role"; readonly name: string; readonly record: RoleRecord };

/**
 * The entity of the account with exactly this ARN.
 *
 * @throws AwsError `NoSuchEntity`.
 */
export function existingEntity(reader: StoreReader, accountId: string, { arn, type, name }: EntityArn): Entity {
  const key = { accountId, name };
  switch (type) {
    case "user": {
      const record = existing(userKind, reader, key);
      if (userArn(record) !== arn) throw noSuchUser(name);
      return { type, name: record.userName, record };
    }
    case "group": {
      const record = existing(groupKind, reader, key);
      if (groupArn(record) !== arn) throw noSuchGroup(name);
      return { type, name: record.groupName, record };
    }
    case "role": {
      const record = existing(roleKind, reader, key);
      if (roleArn(record) !== arn) throw noSuchRole(name);
      return { type, name: record.roleName, record };
    }
  }
}

/** A permission on the entity. */
export function onEntityArn({ type, name }: EntityArn, ask: Ask): Requirement {
  if (type === "user") return onEntity(userKind, name, ask);
  return type === "group" ? onEntity(groupKind, name, ask) : onEntity(roleKind, name, ask);
}

/**
 * The entity as who asks in a simulation. Nobody ever asks as a group or as a role itself: they stand for their members
 * and sessions, about whom nothing more is known.
 */
export function simulatedPrincipal(
  reader: StoreReader,
  { arn, type, accountId, name }: EntityArn,
): Extract<Principal, { readonly type: "user" | "role-session" }> {
  if (type === "role") {
    const session = `arn:aws:sts::${accountId}:assumed-role/${name}`;
    return { type: "role-session", accountId, arn: session, roleArn: arn, uniqueId: "" };
  }
  const user = type === "user" ? users.find(reader, accountId, name) : undefined;
  const uniqueId = user !== undefined && userArn(user) === arn ? user.userId : "";
  return { type: "user", accountId, arn, uniqueId };
}
