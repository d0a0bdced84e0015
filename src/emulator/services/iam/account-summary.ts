import { listAccessKeys } from "../../state/accounts.ts";
import { groups } from "../../state/groups.ts";
import { instanceProfiles, managedPolicies, roles, users } from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";
import { IAM_QUOTAS } from "./quotas.ts";

/** What GetAccountSummary tells. Of what the emulator does not have there is none. */
export function accountSummary(reader: StoreReader, accountId: string): Readonly<Record<string, number>> {
  const policies = managedPolicies.list(reader, accountId);
  return {
    Users: users.list(reader, accountId).length,
    UsersQuota: IAM_QUOTAS.users,
    Groups: groups.list(reader, accountId).length,
    GroupsQuota: IAM_QUOTAS.groups,
    ServerCertificates: 0,
    ServerCertificatesQuota: 20,
    UserPolicySizeQuota: IAM_QUOTAS.userPolicySize,
    GroupPolicySizeQuota: IAM_QUOTAS.groupPolicySize,
    GroupsPerUserQuota: IAM_QUOTAS.groupsPerUser,
    SigningCertificatesPerUserQuota: 2,
    AccessKeysPerUserQuota: IAM_QUOTAS.accessKeysPerUser,
    MFADevices: 0,
    MFADevicesInUse: 0,
    AccountMFAEnabled: 0,
    AccountAccessKeysPresent: listAccessKeys(reader, accountId).length > 0 ? 1 : 0,
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: 0,
    AttachedPoliciesPerGroupQuota: IAM_QUOTAS.attachedPolicies,
    AttachedPoliciesPerRoleQuota: IAM_QUOTAS.attachedPolicies,
    AttachedPoliciesPerUserQuota: IAM_QUOTAS.attachedPolicies,
    Policies: policies.length,
    PoliciesQuota: IAM_QUOTAS.policies,
    PolicySizeQuota: IAM_QUOTAS.policySize,
    PolicyVersionsInUse: policies.reduce((sum, policy) => sum + policy.versions.length, 0),
    PolicyVersionsInUseQuota: 10_000,
    VersionsPerPolicyQuota: IAM_QUOTAS.versionsPerPolicy,
    GlobalEndpointTokenVersion: 1,
    AssumeRolePolicySizeQuota: IAM_QUOTAS.trustPolicySize,
    InstanceProfiles: instanceProfiles.list(reader, accountId).length,
    InstanceProfilesQuota: IAM_QUOTAS.instanceProfiles,
    Providers: 0,
    RolePolicySizeQuota: IAM_QUOTAS.rolePolicySize,
    Roles: roles.list(reader, accountId).length,
    RolesQuota: IAM_QUOTAS.roles,
  };
}
