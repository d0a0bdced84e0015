/** Operation names by method. */
type Methods = Readonly<Record<string, string>>;

const configuration = (name: string): Methods => ({
  GET: `Get${name}`,
  PUT: `Put${name}`,
  DELETE: `Delete${name}`,
});

/**
 * A subresource of which a bucket has several, by `id`. The name of the one that lists them stands under `LIST`,
 * which is no HTTP method.
 */
const configurations = (name: string): Methods => ({
  ...configuration(`${name}Configuration`),
  LIST: `List${name}Configurations`,
});

/** What a bucket's query parameters select, by the operation names of the S3 API Reference. */
export const BUCKET_SUBRESOURCES: Readonly<Record<string, Methods>> = {
  abac: { GET: "GetBucketAbac", PUT: "PutBucketAbac" },
  accelerate: { GET: "GetBucketAccelerateConfiguration", PUT: "PutBucketAccelerateConfiguration" },
  acl: { GET: "GetBucketAcl", PUT: "PutBucketAcl" },
  analytics: configurations("BucketAnalytics"),
  cors: configuration("BucketCors"),
  delete: { POST: "DeleteObjects" },
  encryption: configuration("BucketEncryption"),
  "intelligent-tiering": configurations("BucketIntelligentTiering"),
  inventory: configurations("BucketInventory"),
  lifecycle: {
    GET: "GetBucketLifecycleConfiguration",
    PUT: "PutBucketLifecycleConfiguration",
    DELETE: "DeleteBucketLifecycle",
  },
  location: { GET: "GetBucketLocation" },
  logging: { GET: "GetBucketLogging", PUT: "PutBucketLogging" },
  metadataAnnotationTable: { PUT: "UpdateBucketMetadataAnnotationTableConfiguration" },
  metadataConfiguration: {
    GET: "GetBucketMetadataConfiguration",
    POST: "CreateBucketMetadataConfiguration",
    DELETE: "DeleteBucketMetadataConfiguration",
  },
  metadataInventoryTable: { PUT: "UpdateBucketMetadataInventoryTableConfiguration" },
  metadataJournalTable: { PUT: "UpdateBucketMetadataJournalTableConfiguration" },
  metadataTable: {
    GET: "GetBucketMetadataTableConfiguration",
    POST: "CreateBucketMetadataTableConfiguration",
    DELETE: "DeleteBucketMetadataTableConfiguration",
  },
  metrics: configurations("BucketMetrics"),
  notification: { GET: "GetBucketNotificationConfiguration", PUT: "PutBucketNotificationConfiguration" },
  "object-lock": { GET: "GetObjectLockConfiguration", PUT: "PutObjectLockConfiguration" },
  ownershipControls: configuration("BucketOwnershipControls"),
  policy: configuration("BucketPolicy"),
  policyStatus: { GET: "GetBucketPolicyStatus" },
  publicAccessBlock: configuration("PublicAccessBlock"),
  replication: configuration("BucketReplication"),
  requestPayment: { GET: "GetBucketRequestPayment", PUT: "PutBucketRequestPayment" },
  session: { GET: "CreateSession" },
  tagging: configuration("BucketTagging"),
  uploads: { GET: "ListMultipartUploads" },
  versioning: { GET: "GetBucketVersioning", PUT: "PutBucketVersioning" },
  versions: { GET: "ListObjectVersions" },
  website: configuration("BucketWebsite"),
};

/** What an object's query parameters select. `COPY` is a PUT with `x-amz-copy-source`. */
export const OBJECT_SUBRESOURCES: Readonly<Record<string, Methods>> = {
  acl: { GET: "GetObjectAcl", PUT: "PutObjectAcl" },
  annotation: {
    GET: "GetObjectAnnotation",
    PUT: "PutObjectAnnotation",
    DELETE: "DeleteObjectAnnotation",
    LIST: "ListObjectAnnotations",
  },
  attributes: { GET: "GetObjectAttributes" },
  encryption: { PUT: "UpdateObjectEncryption" },
  "legal-hold": { GET: "GetObjectLegalHold", PUT: "PutObjectLegalHold" },
  renameObject: { PUT: "RenameObject" },
  restore: { POST: "RestoreObject" },
  retention: { GET: "GetObjectRetention", PUT: "PutObjectRetention" },
  select: { POST: "SelectObjectContent" },
  tagging: configuration("ObjectTagging"),
  torrent: { GET: "GetObjectTorrent" },
  uploadId: {
    GET: "ListParts",
    PUT: "UploadPart",
    COPY: "UploadPartCopy",
    POST: "CompleteMultipartUpload",
    DELETE: "AbortMultipartUpload",
  },
  uploads: { POST: "CreateMultipartUpload" },
};

/** Requests without a subresource. `LIST` is a bucket's GET with `list-type=2`. */
export const PLAIN_BUCKET: Methods = {
  GET: "ListObjects",
  LIST: "ListObjectsV2",
  HEAD: "HeadBucket",
  PUT: "CreateBucket",
  DELETE: "DeleteBucket",
  POST: "PostObject",
  OPTIONS: "OptionsObject",
};

export const PLAIN_OBJECT: Methods = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  COPY: "CopyObject",
  DELETE: "DeleteObject",
  OPTIONS: "OptionsObject",
};

/** Every operation name that detection can give. */
export function allOperationNames(): ReadonlySet<string> {
  const tables = [
    PLAIN_BUCKET,
    PLAIN_OBJECT,
    ...Object.values(BUCKET_SUBRESOURCES),
    ...Object.values(OBJECT_SUBRESOURCES),
  ];
  return new Set(["ListBuckets", ...tables.flatMap((methods) => Object.values(methods))]);
}
