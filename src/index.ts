export { ERROR_CODES, type ErrorCode, KeyleaseError } from "./core/index.ts";
export {
  type CredentialSource,
  type Credentials,
  createLease,
  type Endpoints,
  formatLease,
  type Lease,
  type LeaseCredentials,
  type LeaseOptions,
  type LeaseSettings,
  type MintMethod,
  parseLease,
  parseScope,
  type Scope,
  type ScopeAction,
  ServiceError,
  sessionPolicyFor,
} from "./lease/index.ts";
export {
  type CannedAcl,
  type Progress,
  type PutObjectInput,
  putObject,
  type TransferOptions,
  type UploadedObject,
  type UploadOptions,
  upload,
} from "./upload/index.ts";
