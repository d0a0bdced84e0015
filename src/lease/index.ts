export { DEFAULT_ACTIONS, SCOPE_ACTIONS, type ScopeAction } from "./actions.ts";
export { checkBucketName } from "./bucket-name.ts";
export { type Caller, type CredentialSource, type Credentials, findCaller } from "./caller.ts";
export { checkCovers, type IntendedUse } from "./covers.ts";
export { type Endpoints, type Environment, endpointOf } from "./endpoints.ts";
export { fromSdkError, ServiceError, type ServiceRefusal } from "./errors.ts";
export { LEASE_FORMATS, type LeaseFormat, writeLease } from "./formats.ts";
export {
  createLease,
  LEASE_SECONDS,
  type LeaseOptions,
  type LeasePlan,
  type LeaseSettings,
  type MintMethod,
  planLease,
} from "./lease.ts";
export {
  checkAlive,
  formatLease,
  type Lease,
  type LeaseCredentials,
  parseLease,
} from "./lease-document.ts";
export { checkObjectKey } from "./object-key.ts";
export { estimatePackedSize, type PackedInput } from "./packed-size.ts";
export { regionOf } from "./region.ts";
export { checkScope, parseScope, type Scope } from "./scope.ts";
export { sessionPolicyFor } from "./session-policy.ts";
