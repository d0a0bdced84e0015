import type { XmlObject } from "../../../wire/index.ts";
import { type GroupRecord, groupArn, groupsOf } from "../../state/groups.ts";
import {
  findUsablePolicy,
  instanceProfiles,
  type ManagedPolicyRecord,
  managedPolicyArn,
  type PolicyVersionRecord,
  type RoleRecord,
  type UserRecord,
} from "../../state/identities.ts";
import type { LastUse } from "../../state/last-uses.ts";
import { showPrincipals } from "../../state/principals.ts";
import type { StoreReader } from "../../state/store.ts";
import { shownDocument } from "./documents.ts";
import {
  boundaryElement,
  createdRole,
  instanceProfileElement,
  lastUseElement,
  listedPolicy,
  listedUser,
  listedVersion,
  tagElements,
} from "./elements.ts";
import type { PolicyUsage } from "./policy-usage.ts";

/** A user with all that it may do, as GetAccountAuthorizationDetails shows it. */
export function userDetail(user: UserRecord, reader: StoreReader): XmlObject {
  const inline = inlineElements(user);
  return {
    ...listedUser(user),
    UserPolicyList: inline.length === 0 ? undefined : inline,
    GroupList: groupsOf(reader, user).map((group) => group.groupName),
    AttachedManagedPolicies: attachedElements(user, reader),
    PermissionsBoundary: boundaryElement(user.permissionsBoundaryArn),
    Tags: tagElements(user.tags),
  };
}

export function groupDetail(group: GroupRecord, reader: StoreReader): XmlObject {
  return {
    Path: group.path,
    GroupName: group.groupName,
    GroupId: group.groupId,
    Arn: groupArn(group),
    CreateDate: new Date(group.createdAt),
    GroupPolicyList: inlineElements(group),
    AttachedManagedPolicies: attachedElements(group, reader),
  };
}

export function roleDetail(role: RoleRecord, reader: StoreReader, lastUse: LastUse | undefined): XmlObject {
  const profiles = instanceProfiles.list(reader, role.accountId).filter(({ roleName }) => roleName === role.roleName);
  return {
    ...createdRole(role, showPrincipals(reader, role.trustPolicy)),
    InstanceProfileList: profiles.map((profile) => instanceProfileElement(profile, reader)),
    RolePolicyList: inlineElements(role),
    AttachedManagedPolicies: attachedElements(role, reader),
    PermissionsBoundary: boundaryElement(role.permissionsBoundaryArn),
    Tags: tagElements(role.tags),
    RoleLastUsed: lastUseElement(lastUse),
  };
}

/** A managed policy with the documents of all its versions. */
export function policyDetail(policy: ManagedPolicyRecord, usage: PolicyUsage): XmlObject {
  const { CreateDate, UpdateDate, ...rest } = listedPolicy(policy, usage);
  return {
    ...rest,
    Description: policy.description,
    CreateDate,
    UpdateDate,
    PolicyVersionList: policy.versions.toSorted(newestFirst).map((version) => ({
      Document: shownDocument(version.document),
      ...listedVersion(policy, version),
    })),
  };
}

function newestFirst(a: PolicyVersionRecord, b: PolicyVersionRecord): number {
  return Number(b.versionId.slice(1)) - Number(a.versionId.slice(1));
}

type Holder = Pick<UserRecord, "accountId" | "inlinePolicies" | "attachedPolicyArns">;

function inlineElements({ inlinePolicies }: Holder): XmlObject[] {
  return Object.entries(inlinePolicies).map(([name, document]) => ({
    PolicyName: name,
    PolicyDocument: shownDocument(document),
  }));
}

function attachedElements({ accountId, attachedPolicyArns }: Holder, reader: StoreReader): XmlObject[] {
  return attachedPolicyArns
    .flatMap((arn) => findUsablePolicy(reader, accountId, arn) ?? [])
    .map((policy) => ({ PolicyName: policy.policyName, PolicyArn: managedPolicyArn(policy) }));
}
