export { type CannedAcl, checkCannedAcl } from "./acl.ts";
export { s3Host } from "./address.ts";
export type {
  ChecksumAlgorithm,
  ChecksumType,
  ObjectChecksum,
} from "./checksum/checksum.ts";
export {
  abortUnfinished,
  findUnfinished,
  forgetUnfinished,
  listUnfinished,
  requireUnfinished,
  type UnfinishedUpload,
} from "./journal/unfinished.ts";
export type { Filter } from "./many/globs.ts";
export type { ManyProgress } from "./many/many-progress.ts";
export type {
  FileFailed,
  FileOutcome,
  FilePlanned,
  FileSkipped,
  FileUploaded,
  ManyUploaded,
  SkipReason,
} from "./many/outcome.ts";
export { type Root, rootsOf, type UploadSource } from "./many/sources.ts";
export { type ManyEvent, type UploadManyOptions, uploadMany } from "./many/upload-many.ts";
export type { UploadEvent } from "./multipart/upload-file.ts";
export { checkPartBytes, MOST_STREAM_PART_BYTES } from "./plan.ts";
export { curlCommand } from "./presign/curl-command.ts";
export { type PresignedPost, type PresignPostOptions, presignPost } from "./presign/presign-post.ts";
export { type PresignedPut, presignPut } from "./presign/presign-put.ts";
export type { PresignOptions } from "./presign/presign-terms.ts";
export { isPublic, type PublicAccessOptions } from "./public-access.ts";
export {
  type Progress,
  type PutObjectInput,
  putObject,
  type TransferOptions,
  type UploadedObject,
} from "./put-object.ts";
export type { RetryPolicy } from "./retry.ts";
export { checkUploadable } from "./source-file.ts";
export { checkMostInFlight, type StreamUploadOptions, type UploadOptions, upload, uploadStream } from "./upload.ts";
