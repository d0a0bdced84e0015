/** The operations of IAM that the emulator has. */
export type IamOperationName =
  | "AddRoleToInstanceProfile"
  | "AttachRolePolicy"
  | "AttachUserPolicy"
  | "CreateAccessKey"
  | "CreateInstanceProfile"
  | "CreatePolicyVersion"
  | "CreatePolicy"
  | "CreateRole"
  | "CreateUser"
  | "DeleteAccessKey"
  | "DeleteInstanceProfile"
  | "DeletePolicyVersion"
  | "DeletePolicy"
  | "DeleteRolePermissionsBoundary"
  | "DeleteRolePolicy"
  | "DeleteRole"
  | "DeleteUserPermissionsBoundary"
  | "DeleteUserPolicy"
  | "DeleteUser"
  | "DetachRolePolicy"
  | "DetachUserPolicy"
  | "GetInstanceProfile"
  | "GetPolicyVersion"
  | "GetPolicy"
  | "GetRolePolicy"
  | "GetRole"
  | "GetUserPolicy"
  | "GetUser"
  | "ListAccessKeys"
  | "ListAttachedRolePolicies"
  | "ListAttachedUserPolicies"
  | "ListInstanceProfilesForRole"
  | "ListInstanceProfiles"
  | "ListPolicies"
  | "ListPolicyVersions"
  | "ListRolePolicies"
  | "ListRoles"
  | "ListUserPolicies"
  | "ListUsers"
  | "PutRolePermissionsBoundary"
  | "PutRolePolicy"
  | "PutUserPermissionsBoundary"
  | "PutUserPolicy"
  | "RemoveRoleFromInstanceProfile"
  | "SetDefaultPolicyVersion"
  | "UpdateAccessKey"
  | "UpdateAssumeRolePolicy"
  | "UpdateRole";

/** Operations that AWS has and the emulator has not. */
export const OTHER_IAM_NAMES: ReadonlySet<string> = new Set(
  `
  AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AddUserToGroup AssociateDelegationRequest
  AttachGroupPolicy ChangePassword CreateAccountAlias CreateDelegationRequest CreateGroup CreateLoginProfile
  CreateOpenIDConnectProvider CreateSAMLProvider CreateServiceLinkedRole CreateServiceSpecificCredential
  CreateVirtualMFADevice DeactivateMFADevice DeleteAccountAlias DeleteAccountPasswordPolicy DeleteGroup
  DeleteGroupPolicy DeleteLoginProfile DeleteOpenIDConnectProvider DeleteSAMLProvider DeleteSSHPublicKey
  DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate
  DeleteVirtualMFADevice DetachGroupPolicy DisableOrganizationsRootCredentialsManagement
  DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation EnableMFADevice
  EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation
  GenerateCredentialReport GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails GetAccessKeyLastUsed
  GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountProperties GetAccountSummary
  GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy GetCredentialReport GetDelegationRequest GetGroup
  GetGroupPolicy GetHumanReadableSummary GetLoginProfile GetMFADevice GetOpenIDConnectProvider
  GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetRoleTemplateVersion GetSAMLProvider
  GetSSHPublicKey GetServerCertificate GetServiceLastAccessedDetails GetServiceLastAccessedDetailsWithEntities
  GetServiceLinkedRoleDeletionStatus ListAccountAliases ListAttachedGroupPolicies ListDelegationRequests
  ListEntitiesForPolicy ListGroupPolicies ListGroups ListGroupsForUser ListInstanceProfileTags ListMFADeviceTags
  ListMFADevices ListOpenIDConnectProviderTags ListOpenIDConnectProviders ListOrganizationsFeatures
  ListPoliciesGrantingServiceAccess ListPolicyTags ListRoleTags ListSAMLProviderTags ListSAMLProviders
  ListSSHPublicKeys ListServerCertificateTags ListServerCertificates ListServiceSpecificCredentials
  ListSigningCertificates ListUserTags ListVirtualMFADevices PutAccountProperties PutGroupPolicy
  RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider RemoveUserFromGroup ResetServiceSpecificCredential
  ResyncMFADevice SendDelegationToken SetSecurityTokenServicePreferences SimulateCustomPolicy SimulatePrincipalPolicy
  TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider TagServerCertificate
  TagUser UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider
  UntagServerCertificate UntagUser UpdateAccountPasswordPolicy UpdateDelegationRequest UpdateGroup UpdateLoginProfile
  UpdateOpenIDConnectProviderThumbprint UpdateRoleDescription UpdateSAMLProvider UpdateSSHPublicKey
  UpdateServerCertificate UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser UploadSSHPublicKey
  UploadServerCertificate UploadSigningCertificate
  `
    .trim()
    .split(/\s+/),
);
