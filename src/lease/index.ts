export { DEFAULT_ACTIONS, SCOPE_ACTIONS, type ScopeAction } from "./actions.ts";
export { checkBucketName } from "./bucket-name.ts";
export { cachedLease, type LeaseCacheSettings } from "./cache/lease-cache.ts";
export { type Caller, type CredentialSource, type Credentials, findCaller } from "./caller.ts";
export type { CallerIdentity } from "./caller-identity.ts";
export { type ContainerEndpoint, serveContainerCredentials } from "./container/container-endpoint.ts";
export { checkCovers, checkGrants, chosenLease, coversAll, type IntendedUse, leaseFor, onlyObject } from "./covers.ts";
export { checkVariant, type EndpointVariant, endpointVariantOf, readFlag } from "./endpoint-variant.ts";
export { type Endpoints, type Environment, endpointOf } from "./endpoints.ts";
export { fromSdkError, ServiceError, type ServiceRefusal } from "./errors.ts";
export { quoteForShell } from "./formats/posix-shell.ts";
export { placeOf, SHADOWING_VARIABLES, type Variables, variablesOf } from "./formats/variables.ts";
export { LEASE_FORMATS, type LeaseFormat, writeLease } from "./formats/write-lease.ts";
export { createLease, createLeases } from "./lease.ts";
export {
  checkAlive,
  formatLease,
  type Lease,
  type LeaseCredentials,
  parseLease,
  parseLeases,
} from "./lease-document.ts";
export type { LeaseAudit, LeaseMinted, LeaseRefused } from "./lease-events.ts";
export { checkLeaseId } from "./lease-id.ts";
export type { FederationMethod, MintMethod, RoleMethod, WebIdentityMethod } from "./mint-method.ts";
export type { LeaseNotice } from "./notices.ts";
export { checkObjectKey } from "./object-key.ts";
export type { LeaseOptions, LeaseSettings } from "./options.ts";
export { estimatePackedSize, type PackedInput } from "./packed-size.ts";
export { LEASE_SECONDS, type LeasePlan, type PlannedSession, planLease } from "./plan.ts";
export { type PlannedCall, plannedCalls } from "./planned-calls.ts";
export { regionOf } from "./region.ts";
export {
  type LeaseProviderOptions,
  leaseProvider,
  type ProvidedCredentials,
  type RenewalSettings,
  renewingLease,
} from "./renewal/lease-provider.ts";
export type { RenewingLease } from "./renewal/renewing-lease.ts";
export { representableKey } from "./representable-key.ts";
export { type RequiredHeaders, requiredHeaders } from "./required-headers.ts";
export { type Revocation, type RevokeOptions, revokeBefore, revokeLease } from "./revocation/revoke.ts";
export {
  checkScope,
  describeObjects,
  type KeyScope,
  type KeysScope,
  type PrefixScope,
  parseObject,
  parsePrefix,
  parseScope,
  type Scope,
  type UncheckedScope,
} from "./scope.ts";
export type { ScopeConditions } from "./scope-conditions.ts";
export { sessionPolicyFor } from "./session-policy.ts";
export type { SessionTag } from "./session-tags.ts";
export type { AuthorizationToken } from "./sources/authorization-token.ts";
export { type LeaseProcessOptions, leaseFromProcess } from "./sources/lease-from-process.ts";
export { type LeaseUrlOptions, leaseFromUrl } from "./sources/lease-from-url.ts";
export type { LeasePlace, LeaseUse } from "./sources/lease-of-credentials.ts";
export { type OwnCredentialsOptions, ownCredentials } from "./sources/own-credentials.ts";
export type { LeaseSourceOptions } from "./sources/read-given.ts";
export { stsAddress } from "./sts-address.ts";
export type { WebIdentity } from "./web-identity.ts";
