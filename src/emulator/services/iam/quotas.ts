/** AWS's quotas of an account, before one asks for more. Sizes are characters of policies without white space. */
export const IAM_QUOTAS = {
  users: 5000,
  groups: 300,
  roles: 1000,
  policies: 1500,
  instanceProfiles: 1000,
  groupsPerUser: 10,
  accessKeysPerUser: 2,
  attachedPolicies: 10,
  versionsPerPolicy: 5,
  tags: 50,
  policySize: 6144,
  trustPolicySize: 2048,
  /** All inline policies of one owner together. */
  userPolicySize: 2048,
  groupPolicySize: 5120,
  rolePolicySize: 10_240,
} as const;
