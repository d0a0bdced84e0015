/** The operations of STS that the emulator has. */
export type StsOperationName =
  | "AssumeRole"
  | "AssumeRoleWithWebIdentity"
  | "DecodeAuthorizationMessage"
  | "GetAccessKeyInfo"
  | "GetCallerIdentity"
  | "GetFederationToken"
  | "GetSessionToken";

/** Operations that AWS has and the emulator has not. */
export const OTHER_STS_NAMES: ReadonlySet<string> = new Set([
  "AssumeRoleWithSAML",
  "AssumeRoot",
  "GetDelegatedAccessToken",
  "GetWebIdentityToken",
]);
