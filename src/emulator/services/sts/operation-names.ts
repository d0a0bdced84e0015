/** The operations of STS that the emulator has. */
export type StsOperationName = "AssumeRole" | "GetCallerIdentity" | "GetFederationToken" | "GetSessionToken";

/** Operations that AWS has and the emulator has not. */
export const OTHER_STS_NAMES: ReadonlySet<string> = new Set([
  "AssumeRoleWithSAML",
  "AssumeRoleWithWebIdentity",
  "AssumeRoot",
  "DecodeAuthorizationMessage",
  "GetAccessKeyInfo",
  "GetDelegatedAccessToken",
  "GetWebIdentityToken",
]);
