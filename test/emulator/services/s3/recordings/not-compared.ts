const PRESIGNED = "refused: compared in authentication/recordings.test.ts";
const KMS = "needs KMS, which answers 501";

/** Recorded cases that are not played here, each with the reason. A `*` stands for any text. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  "TestS3PublicAccessBlock::test_public_access_block_exc": "has no step",
  "TestS3PresignedUrl::test_put_object_with_md5_and_chunk_signature_bad_headers[*-True]": PRESIGNED,
  "TestS3PresignedUrl::test_put_object_with_md5_and_chunk_signature_bad_headers[*-False]": "has no step",
  "TestS3PresignedUrl::test_s3_presigned_url_expired*": PRESIGNED,
  "TestS3PresignedUrl::test_presigned_url_signature_authentication_expired*": PRESIGNED,
  "TestS3PresignedUrl::test_presigned_url_signature_authentication[*-False]": PRESIGNED,
  "TestS3PresignedUrl::test_presigned_url_signature_authentication[*-True]":
    "differs from the case of False in nothing but the host, which stands nowhere in the answer",
  "TestS3PresignedUrl::test_s3_put_presigned_url_*": PRESIGNED,
  "TestS3PresignedUrl::test_put_url_metadata_with_sig_*": PRESIGNED,
  "TestS3PresignedUrl::test_presigned_double_encoded_credentials": PRESIGNED,
  "TestS3PresignedUrl::test_get_response_overrides_unicode_metadata_with_sig_s3": PRESIGNED,
  "TestS3::test_s3_batch_delete_objects_using_requests_with_acl": "has no step",
  "TestS3::test_copy_object_kms": KMS,
  "TestS3::test_s3_multipart_upload_sse": KMS,
  "TestS3::test_s3_copy_object_in_place_with_encryption": KMS,
  "TestS3::test_copy_in_place_with_bucket_encryption": KMS,
};
