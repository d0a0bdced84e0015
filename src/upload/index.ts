export { type CannedAcl, checkCannedAcl } from "./acl.ts";
export {
  type Progress,
  type PutObjectInput,
  putObject,
  type TransferOptions,
  type UploadedObject,
} from "./put-object.ts";
export type { RetryPolicy } from "./retry.ts";
export { checkUploadable } from "./source-file.ts";
export { type UploadOptions, upload } from "./upload.ts";
