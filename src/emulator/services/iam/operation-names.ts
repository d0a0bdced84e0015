/** The operations of IAM that the emulator has. */
export type IamOperationName =
  | "AddRoleToInstanceProfile"
  | "AddUserToGroup"
  | "AttachGroupPolicy"
  | "AttachRolePolicy"
  | "AttachUserPolicy"
  | "CreateAccessKey"
  | "CreateGroup"
  | "CreateInstanceProfile"
  | "CreatePolicyVersion"
  | "CreatePolicy"
  | "CreateRole"
  | "CreateUser"
  | "DeleteAccessKey"
  | "DeleteGroup"
  | "DeleteGroupPolicy"
  | "DeleteInstanceProfile"
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
  | "RemoveRoleFromInstanceProfile"
  | "RemoveUserFromGroup"
  | "SetDefaultPolicyVersion"
  | "SimulateCustomPolicy"
  | "SimulatePrincipalPolicy"
  | "TagInstanceProfile"
  | "TagPolicy"
  | "TagRole"
  | "TagUser"
  | "UntagInstanceProfile"
  | "UntagPolicy"
  | "UntagRole"
  | "UntagUser"
  | "UpdateAccessKey"
  | "UpdateAssumeRolePolicy"
  | "UpdateGroup"
  | "UpdateRole"
  | "UpdateRoleDescription"
  | "UpdateUser";

/** Operations that AWS has and the emulator has not. */
export const OTHER_IAM_NAMES: ReadonlySet<string> = new Set(
  `
  AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AssociateDelegationRequest ChangePassword
  CreateAccountAlias CreateDelegationRequest CreateLoginProfile CreateOpenIDConnectProvider CreateSAMLProvider
  CreateServiceLinkedRole CreateServiceSpecificCredential CreateVirtualMFADevice DeactivateMFADevice
  DeleteAccountAlias DeleteAccountPasswordPolicy DeleteLoginProfile DeleteOpenIDConnectProvider DeleteSAMLProvider
  DeleteSSHPublicKey DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential
  DeleteSigningCertificate DeleteVirtualMFADevice DisableOrganizationsRootCredentialsManagement
  DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation EnableMFADevice
  EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation
  GenerateCredentialReport GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails
  GetAccountPasswordPolicy GetAccountProperties
  GetCredentialReport GetDelegationRequest GetHumanReadableSummary GetLoginProfile
  GetMFADevice GetOpenIDConnectProvider GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo
  GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate GetServiceLastAccessedDetails
  GetServiceLastAccessedDetailsWithEntities GetServiceLinkedRoleDeletionStatus ListAccountAliases
  ListDelegationRequests ListMFADeviceTags ListMFADevices ListOpenIDConnectProviderTags
  ListOpenIDConnectProviders ListOrganizationsFeatures ListPoliciesGrantingServiceAccess ListSAMLProviderTags
  ListSAMLProviders ListSSHPublicKeys ListServerCertificateTags ListServerCertificates ListServiceSpecificCredentials
  ListSigningCertificates ListVirtualMFADevices PutAccountProperties RejectDelegationRequest
  RemoveClientIDFromOpenIDConnectProvider ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken
  SetSecurityTokenServicePreferences TagMFADevice
  TagOpenIDConnectProvider TagSAMLProvider TagServerCertificate UntagMFADevice UntagOpenIDConnectProvider
  UntagSAMLProvider UntagServerCertificate UpdateAccountPasswordPolicy UpdateDelegationRequest UpdateLoginProfile
  UpdateOpenIDConnectProviderThumbprint UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate
  UpdateServiceSpecificCredential UpdateSigningCertificate UploadSSHPublicKey UploadServerCertificate
  UploadSigningCertificate
  `
    .trim()
    .split(/\s+/),
);
