const PRESIGNED = "compared in authentication/recordings.test.ts, as far as the request can be made again";
const KMS = "needs KMS, which answers 501";

/** Recorded cases that are not played here, each with the reason. A `*` stands for any text. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  "TestS3PublicAccessBlock::test_public_access_block_exc": "has no step",
  "TestS3PresignedUrl::*": PRESIGNED,
  "TestS3::test_s3_batch_delete_objects_using_requests_with_acl": "has no step",
  "TestS3::test_copy_object_kms": KMS,
  "TestS3::test_s3_multipart_upload_sse": KMS,
  "TestS3::test_s3_copy_object_in_place_with_encryption": KMS,
  "TestS3::test_copy_in_place_with_bucket_encryption": KMS,
};
