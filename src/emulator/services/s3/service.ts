import { notImplemented } from "../../pipeline/query-service.ts";
import type { Operation, Service } from "../../pipeline/service.ts";
import { readAddress } from "./address.ts";
import { s3Authentication } from "./authentication/rules.ts";
import { withCorsHeaders } from "./cors/cors-headers.ts";
import { denied } from "./denial.ts";
import { detect } from "./detect.ts";
import { sweepBucket } from "./lifecycle/sweep.ts";
import type { S3OperationName } from "./operation-names.ts";
import { abortMultipartUpload } from "./operations/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./operations/complete-multipart-upload.ts";
import { copyObject } from "./operations/copy-object.ts";
import { createBucket } from "./operations/create-bucket.ts";
import { createMultipartUpload } from "./operations/create-multipart-upload.ts";
import { deleteBucket } from "./operations/delete-bucket.ts";
import { deleteBucketCors } from "./operations/delete-bucket-cors.ts";
import { deleteBucketEncryption } from "./operations/delete-bucket-encryption.ts";
import { deleteBucketLifecycle } from "./operations/delete-bucket-lifecycle.ts";
import { deleteBucketOwnershipControls } from "./operations/delete-bucket-ownership-controls.ts";
import { deleteBucketPolicy } from "./operations/delete-bucket-policy.ts";
import { deleteBucketTagging } from "./operations/delete-bucket-tagging.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { deleteObjectTagging } from "./operations/delete-object-tagging.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { deletePublicAccessBlock } from "./operations/delete-public-access-block.ts";
import { getBucketAccelerateConfiguration } from "./operations/get-bucket-accelerate-configuration.ts";
import { getBucketAcl } from "./operations/get-bucket-acl.ts";
import { getBucketCors } from "./operations/get-bucket-cors.ts";
import { getBucketEncryption } from "./operations/get-bucket-encryption.ts";
import { getBucketLifecycleConfiguration } from "./operations/get-bucket-lifecycle-configuration.ts";
import { getBucketLocation } from "./operations/get-bucket-location.ts";
import { getBucketLogging } from "./operations/get-bucket-logging.ts";
import { getBucketOwnershipControls } from "./operations/get-bucket-ownership-controls.ts";
import { getBucketPolicy } from "./operations/get-bucket-policy.ts";
import { getBucketPolicyStatus } from "./operations/get-bucket-policy-status.ts";
import { getBucketRequestPayment } from "./operations/get-bucket-request-payment.ts";
import { getBucketTagging } from "./operations/get-bucket-tagging.ts";
import { getBucketVersioning } from "./operations/get-bucket-versioning.ts";
import { getBucketWebsite } from "./operations/get-bucket-website.ts";
import { getObject } from "./operations/get-object.ts";
import { getObjectAcl } from "./operations/get-object-acl.ts";
import { getObjectAttributes } from "./operations/get-object-attributes.ts";
import { getObjectTagging } from "./operations/get-object-tagging.ts";
import { getPublicAccessBlock } from "./operations/get-public-access-block.ts";
import { headBucket } from "./operations/head-bucket.ts";
import { headObject } from "./operations/head-object.ts";
import { listBuckets } from "./operations/list-buckets.ts";
import { listMultipartUploads } from "./operations/list-multipart-uploads.ts";
import { listObjectVersions } from "./operations/list-object-versions.ts";
import { listObjects } from "./operations/list-objects.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { listParts } from "./operations/list-parts.ts";
import { optionsObject } from "./operations/options-object.ts";
import { postObject } from "./operations/post-object.ts";
import { putBucketAcl } from "./operations/put-bucket-acl.ts";
import { putBucketCors } from "./operations/put-bucket-cors.ts";
import { putBucketEncryption } from "./operations/put-bucket-encryption.ts";
import { putBucketLifecycleConfiguration } from "./operations/put-bucket-lifecycle-configuration.ts";
import { putBucketOwnershipControls } from "./operations/put-bucket-ownership-controls.ts";
import { putBucketPolicy } from "./operations/put-bucket-policy.ts";
import { putBucketTagging } from "./operations/put-bucket-tagging.ts";
import { putBucketVersioning } from "./operations/put-bucket-versioning.ts";
import { putObject } from "./operations/put-object.ts";
import { putObjectAcl } from "./operations/put-object-acl.ts";
import { putObjectTagging } from "./operations/put-object-tagging.ts";
import { putPublicAccessBlock } from "./operations/put-public-access-block.ts";
import { uploadPart } from "./operations/upload-part.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";
import { withRegionHeader } from "./region-header.ts";
import { serialise, serialiseError } from "./response.ts";
import { withWaitHandles } from "./wait-handles/signal.ts";

const operations: Readonly<Record<S3OperationName, Operation>> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteBucketCors: deleteBucketCors,
  DeleteBucketEncryption: deleteBucketEncryption,
  DeleteBucketLifecycle: deleteBucketLifecycle,
  DeleteBucketOwnershipControls: deleteBucketOwnershipControls,
  DeleteBucketPolicy: deleteBucketPolicy,
  DeleteBucketTagging: deleteBucketTagging,
  DeleteObject: deleteObject,
  DeleteObjectTagging: deleteObjectTagging,
  DeleteObjects: deleteObjects,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetBucketAccelerateConfiguration: getBucketAccelerateConfiguration,
  GetBucketAcl: getBucketAcl,
  GetBucketCors: getBucketCors,
  GetBucketEncryption: getBucketEncryption,
  GetBucketLifecycleConfiguration: getBucketLifecycleConfiguration,
  GetBucketLocation: getBucketLocation,
  GetBucketLogging: getBucketLogging,
  GetBucketOwnershipControls: getBucketOwnershipControls,
  GetBucketPolicy: getBucketPolicy,
  GetBucketVersioning: getBucketVersioning,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  GetBucketRequestPayment: getBucketRequestPayment,
  GetBucketTagging: getBucketTagging,
  GetBucketWebsite: getBucketWebsite,
  GetObject: getObject,
  GetObjectAcl: getObjectAcl,
  GetObjectAttributes: getObjectAttributes,
  GetObjectTagging: getObjectTagging,
  GetPublicAccessBlock: getPublicAccessBlock,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjectVersions: listObjectVersions,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  OptionsObject: optionsObject,
  PostObject: postObject,
  ListParts: listParts,
  PutBucketAcl: putBucketAcl,
  PutBucketCors: putBucketCors,
  PutBucketEncryption: putBucketEncryption,
  PutBucketLifecycleConfiguration: putBucketLifecycleConfiguration,
  PutBucketOwnershipControls: putBucketOwnershipControls,
  PutBucketPolicy: putBucketPolicy,
  PutBucketVersioning: putBucketVersioning,
  PutBucketTagging: putBucketTagging,
  PutObject: withWaitHandles(putObject),
  PutObjectAcl: putObjectAcl,
  PutObjectTagging: putObjectTagging,
  PutPublicAccessBlock: putPublicAccessBlock,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
};

/** Amazon Simple Storage Service, API version 2006-03-01. */
export const s3: Service = {
  name: "s3",
  authentication: s3Authentication,
  operations: new Map(Object.entries(operations)),
  detect,
  unknownOperation: (name) => notImplemented(name),
  serialise,
  serialiseError,
  catchUp(request, state) {
    const { bucket } = readAddress(request);
    return bucket === undefined ? undefined : sweepBucket(state, bucket);
  },
  complete: (response, request, state) => withCorsHeaders(withRegionHeader(response, request, state), request, state),
  denied,
};
