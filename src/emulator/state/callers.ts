import type { NamedPolicy, PolicySets } from "../../policy/index.ts";
import type { AccessKeyRecord } from "./accounts.ts";
import type { Caller } from "./caller.ts";
import { type GroupRecord, groupsOf } from "./groups.ts";
import {
  defaultDocument,
  findManagedPolicyByArn,
  type RoleRecord,
  roleArn,
  roles,
  type UserRecord,
  userArn,
  users,
} from "./identities.ts";
import type { SessionRecord } from "./sessions.ts";
import type { EmulatorState } from "./state.ts";
import type { WebIdentity } from "./web-identity.ts";

/** Nobody: a request without a signature. */
export const anonymousCaller: Caller = {
  principal: { type: "anonymous" },
  accountId: "anonymous",
  arn: "",
  userId: "anonymous",
  policies: { identity: [] },
};

/** Who holds a token of an identity provider. */
export function webIdentityCaller(webIdentity: WebIdentity): Caller {
  return { ...anonymousCaller, principal: { type: "web-identity", provider: webIdentity.providerArn }, webIdentity };
}

/** Who a long-term key belongs to, or `undefined` where its user is gone. */
export function callerOfKey(state: EmulatorState, key: AccessKeyRecord): Caller | undefined {
  if (key.userName === undefined) return { ...rootCaller(key.accountId), accessKeyId: key.accessKeyId };
  const user = users.find(state.store, key.accountId, key.userName);
  return user === undefined ? undefined : { ...userCaller(state, user), accessKeyId: key.accessKeyId };
}

/**
 * Who a session belongs to, or `undefined` where it has died: its role or user was deleted, even if a namesake
 * has been made since.
 */
export function callerOfSession(state: EmulatorState, session: SessionRecord): Caller | undefined {
  const { accountId, identity } = session;
  if (identity.type !== "role") return ofSession(sessionCaller(state, session, identity), session);
  const role = roles.find(state.store, accountId, identity.roleName);
  if (role?.roleId !== identity.roleId) return undefined;
  const known = state.knownCallers.find(session, role);
  if (known !== undefined) return known;
  const caller = ofSession(roleCaller(state, role, session), session);
  state.knownCallers.keep(session, role, caller);
  return caller;
}

/** Adds the session to a caller, which was made just now and is nobody else's yet: a copy would cost microseconds. */
function ofSession<Made extends Caller | undefined>(caller: Made, session: SessionRecord): Made {
  return caller && Object.assign(caller, { accessKeyId: session.accessKeyId, session });
}

function sessionCaller(
  state: EmulatorState,
  session: SessionRecord,
  identity: Exclude<SessionRecord["identity"], { type: "role" }>,
): Caller | undefined {
  const { accountId } = session;
  switch (identity.type) {
    case "root":
      return rootCaller(accountId);
    case "user": {
      // By unique id: a session outlives a change of its user's name.
      const user = users.findById(state.store, identity.userId);
      return user?.accountId === accountId ? userCaller(state, user) : undefined;
    }
    case "federated-user":
      return federatedCaller(state, session, identity);
  }
}

function rootCaller(accountId: string): Caller {
  const arn = `arn:aws:iam::${accountId}:root`;
  return { principal: { type: "root", accountId, arn }, accountId, arn, userId: accountId, policies: { identity: [] } };
}

function userCaller(state: EmulatorState, user: UserRecord): Caller {
  const arn = userArn(user);
  return {
    principal: { type: "user", accountId: user.accountId, arn, uniqueId: user.userId },
    accountId: user.accountId,
    arn,
    userId: user.userId,
    policies: userPolicies(state, user),
    user,
  };
}

function roleCaller(state: EmulatorState, role: RoleRecord, session: SessionRecord): Caller {
  const sessionName = session.identity.type === "role" ? session.identity.sessionName : "";
  const arn = `arn:aws:sts::${role.accountId}:assumed-role/${role.roleName}/${sessionName}`;
  const own = identityPolicies(state, role, `role ${role.roleName}`);
  return {
    principal: { type: "role-session", accountId: role.accountId, arn, roleArn: roleArn(role), uniqueId: role.roleId },
    accountId: role.accountId,
    arn,
    userId: `${role.roleId}:${sessionName}`,
    policies: { identity: own.identity, boundary: own.boundary, session: sessionPolicies(state, session) },
    role,
  };
}

function federatedCaller(
  state: EmulatorState,
  session: SessionRecord,
  identity: Extract<SessionRecord["identity"], { type: "federated-user" }>,
): Caller | undefined {
  const { accountId } = session;
  const user = identity.userId === undefined ? undefined : users.findById(state.store, identity.userId);
  if (identity.userId !== undefined && user?.accountId !== accountId) return undefined;
  const arn = `arn:aws:sts::${accountId}:federated-user/${identity.name}`;
  return {
    principal: {
      type: "federated-user",
      accountId,
      arn,
      userArn: user === undefined ? undefined : userArn(user),
      uniqueId: user?.userId,
    },
    accountId,
    arn,
    userId: `${accountId}:${identity.name}`,
    policies: {
      ...(user === undefined ? { identity: [] } : userPolicies(state, user)),
      session: sessionPolicies(state, session),
    },
  };
}

/** A user's own policies and those of its groups. */
function userPolicies(state: EmulatorState, user: UserRecord): Pick<PolicySets, "identity" | "boundary"> {
  const own = identityPolicies(state, user, `user ${user.userName}`);
  if (user.groupIds === undefined) return own;
  const inherited = groupsOf(state.store, user).flatMap((group) => {
    return grantedPolicies(state, group, `group ${group.groupName}`);
  });
  return { ...own, identity: [...own.identity, ...inherited] };
}

/** The inline and managed policies of one owner. */
function grantedPolicies(
  state: EmulatorState,
  owner: UserRecord | RoleRecord | GroupRecord,
  ownerName: string,
): readonly NamedPolicy[] {
  const inline = Object.entries(owner.inlinePolicies).map(([name, text]) => ({
    name: `inline policy ${name} of ${ownerName}`,
    policy: state.policies.parse(text, "identity"),
  }));
  return [...inline, ...owner.attachedPolicyArns.map((arn) => managedPolicy(state, arn, `of ${ownerName}`))];
}

function identityPolicies(
  state: EmulatorState,
  owner: UserRecord | RoleRecord,
  ownerName: string,
): Pick<PolicySets, "identity" | "boundary"> {
  const boundaryArn = owner.permissionsBoundaryArn;
  return {
    identity: grantedPolicies(state, owner, ownerName),
    boundary: boundaryArn === undefined ? undefined : managedPolicy(state, boundaryArn, `as boundary of ${ownerName}`),
  };
}

function sessionPolicies(state: EmulatorState, session: SessionRecord): readonly NamedPolicy[] | undefined {
  const { sessionPolicies: inline, sessionPolicyArns: arns } = session;
  if (inline === undefined && arns === undefined) return undefined;
  return [
    ...(inline ?? []).map((text) => ({ name: "session policy", policy: state.policies.parse(text, "session") })),
    ...(arns ?? []).map((arn) => managedPolicy(state, arn, "as session policy")),
  ];
}

/** A policy that allows nothing stands in for one that was deleted: what is missing must never widen a right. */
const NOTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';

function managedPolicy(state: EmulatorState, arn: string, use: string): NamedPolicy {
  const record = findManagedPolicyByArn(state.store, arn);
  const text = record === undefined ? NOTHING : defaultDocument(record);
  const name = record === undefined ? `deleted managed policy ${arn} ${use}` : `managed policy ${arn} ${use}`;
  return { name, policy: state.policies.parse(text, "identity") };
}
