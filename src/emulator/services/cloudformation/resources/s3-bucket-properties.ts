import type { EmulatedProperties } from "./resource-type.ts";
import type { S3_BUCKET } from "./schemas/s3-bucket.ts";

/** What of a bucket's properties the emulator's S3 knows. */
export const EMULATED_BUCKET = {
  AccessControl: true,
  BucketEncryption: true,
  BucketName: true,
  CorsConfiguration: true,
  LifecycleConfiguration: true,
  OwnershipControls: true,
  PublicAccessBlockConfiguration: true,
  Tags: true,
  VersioningConfiguration: true,
} as const;

export type BucketProperties = EmulatedProperties<typeof S3_BUCKET, typeof EMULATED_BUCKET>;
