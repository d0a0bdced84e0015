/** The operations of IAM that the emulator has. */
export type IamOperationName =
  | "AddClientIDToOpenIDConnectProvider"
  | "AddRoleToInstanceProfile"
  | "AddUserToGroup"
  | "AttachGroupPolicy"
  | "AttachRolePolicy"
  | "AttachUserPolicy"
  | "CreateAccessKey"
  | "CreateGroup"
  | "CreateInstanceProfile"
  | "CreateOpenIDConnectProvider"
  | "CreatePolicyVersion"
  | "CreatePolicy"
  | "CreateRole"
  | "CreateUser"
  | "DeleteAccessKey"
  | "DeleteGroup"
  | "DeleteGroupPolicy"
  | "DeleteInstanceProfile"
  | "DeleteOpenIDConnectProvider"
  | "DeletePolicyVersion"
  | "DeletePolicy"
  | "DeleteRolePermissionsBoundary"
  | "DeleteRolePolicy"
  | "DeleteRole"
  | "DeleteUserPermissionsBoundary"
  | "DeleteUserPolicy"
  | "DeleteUser"
  | "DetachGroupPolicy"
  | "DetachRolePolicy"
  | "DetachUserPolicy"
  | "GetAccessKeyLastUsed"
  | "GetAccountAuthorizationDetails"
  | "GetAccountSummary"
  | "GetContextKeysForCustomPolicy"
  | "GetContextKeysForPrincipalPolicy"
  | "GetGroup"
  | "GetGroupPolicy"
  | "GetInstanceProfile"
  | "GetOpenIDConnectProvider"
  | "GetPolicyVersion"
  | "GetPolicy"
  | "GetRolePolicy"
  | "GetRole"
  | "GetUserPolicy"
  | "GetUser"
  | "ListAccessKeys"
  | "ListAttachedGroupPolicies"
  | "ListAttachedRolePolicies"
  | "ListAttachedUserPolicies"
  | "ListEntitiesForPolicy"
  | "ListGroupPolicies"
  | "ListGroups"
  | "ListGroupsForUser"
  | "ListInstanceProfileTags"
  | "ListInstanceProfilesForRole"
  | "ListInstanceProfiles"
  | "ListOpenIDConnectProviderTags"
  | "ListOpenIDConnectProviders"
  | "ListPolicies"
  | "ListPolicyTags"
  | "ListPolicyVersions"
  | "ListRolePolicies"
  | "ListRoleTags"
  | "ListRoles"
  | "ListUserPolicies"
  | "ListUserTags"
  | "ListUsers"
  | "PutGroupPolicy"
  | "PutRolePermissionsBoundary"
  | "PutRolePolicy"
  | "PutUserPermissionsBoundary"
  | "PutUserPolicy"
  | "RemoveClientIDFromOpenIDConnectProvider"
  | "RemoveRoleFromInstanceProfile"
  | "RemoveUserFromGroup"
  | "SetDefaultPolicyVersion"
  | "SimulateCustomPolicy"
  | "SimulatePrincipalPolicy"
  | "TagInstanceProfile"
  | "TagOpenIDConnectProvider"
  | "TagPolicy"
  | "TagRole"
  | "TagUser"
  | "UntagInstanceProfile"
  | "UntagOpenIDConnectProvider"
  | "UntagPolicy"
  | "UntagRole"
  | "UntagUser"
  | "UpdateAccessKey"
  | "UpdateAssumeRolePolicy"
  | "UpdateGroup"
  | "UpdateOpenIDConnectProviderThumbprint"
  | "UpdateRole"
  | "UpdateRoleDescription"
  | "UpdateUser";

/** Operations that AWS has and the emulator has not. */
export const OTHER_IAM_NAMES: ReadonlySet<string> = new Set(
  `
  AcceptDelegationRequest AcquireRole AssociateDelegationRequest ChangePassword
  CreateAccountAlias CreateDelegationRequest CreateLoginProfile CreateSAMLProvider
  CreateServiceLinkedRole CreateServiceSpecificCredential CreateVirtualMFADevice DeactivateMFADevice
  DeleteAccountAlias DeleteAccountPasswordPolicy DeleteLoginProfile DeleteSAMLProvider
  DeleteSSHPublicKey DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential
  DeleteSigningCertificate DeleteVirtualMFADevice DisableOrganizationsRootCredentialsManagement
  DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation EnableMFADevice
  EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation
  GenerateCredentialReport GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails
  GetAccountPasswordPolicy GetAccountProperties
  GetCredentialReport GetDelegationRequest GetHumanReadableSummary GetLoginProfile
  GetMFADevice GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo
  GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate GetServiceLastAccessedDetails
  GetServiceLastAccessedDetailsWithEntities GetServiceLinkedRoleDeletionStatus ListAccountAliases
  ListDelegationRequests ListMFADeviceTags ListMFADevices
  ListOrganizationsFeatures ListPoliciesGrantingServiceAccess ListSAMLProviderTags
  ListSAMLProviders ListSSHPublicKeys ListServerCertificateTags ListServerCertificates ListServiceSpecificCredentials
  ListSigningCertificates ListVirtualMFADevices PutAccountProperties RejectDelegationRequest
  ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken
  SetSecurityTokenServicePreferences TagMFADevice
  TagSAMLProvider TagServerCertificate UntagMFADevice
  UntagSAMLProvider UntagServerCertificate UpdateAccountPasswordPolicy UpdateDelegationRequest UpdateLoginProfile
  UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate
  UpdateServiceSpecificCredential UpdateSigningCertificate UploadSSHPublicKey UploadServerCertificate
  UploadSigningCertificate
  `
    .trim()
    .split(/\s+/),
);
