export { type ChunkFault, ChunkFormatError } from "./aws-chunked/chunk-format-error.ts";
export { type ChunkedBody, ChunkedDecoder } from "./aws-chunked/decoder.ts";
export { AwsError, type AwsErrorOptions } from "./aws-error.ts";
export { header, type RequestHead, requestHead } from "./http-head.ts";
export { type JsonDocument, jsonError, jsonSuccess } from "./json/documents.ts";
export { operationOfTarget } from "./json/target.ts";
export { FormFormatError } from "./multipart-form/form-format-error.ts";
export { type FormFile, formBoundary, type MultipartForm, readMultipartForm } from "./multipart-form/read-form.ts";
export { type PolicySignature, policySignatureHolds } from "./post-policy/policy-signature.ts";
export {
  ec2Error,
  ec2Success,
  type QueryAnswer,
  queryError,
  querySuccess,
  type RestErrorContext,
  restXmlError,
  type XmlDocument,
} from "./query/documents.ts";
export { flattenQueryParams, type QueryListStyle } from "./query/flatten.ts";
export { type QueryJsonAnswer, queryJsonError, queryJsonSuccess } from "./query/json-documents.ts";
export { parseQueryParams, type QueryParams } from "./query/params.ts";
export { decodePath, decodeQuery, percentEncode, UrlFormatError } from "./query-string.ts";
export { readSigV2Header, readSigV2Query, type SigV2Claim } from "./sigv2/claim.ts";
export { isCarriedHeader, isSigV2Header, verifySigV2 } from "./sigv2/signature.ts";
export { parseAuthorization, SIGV4_ALGORITHM, type SigV4Credential } from "./sigv4/authorization.ts";
export { type CanonicalOptions, canonicalRequest } from "./sigv4/canonical-request.ts";
export { ChunkSignatureError, ChunkSignatures } from "./sigv4/chunk-signature.ts";
export type { SigningScope } from "./sigv4/credential-scope.ts";
export { parseCredential } from "./sigv4/credential-scope.ts";
export { SigV4FormatError, type SigV4Part } from "./sigv4/format-error.ts";
export { type PresignedCredential, parsePresigned, SIGNATURE_PARAMETER } from "./sigv4/query-authorization.ts";
export {
  stringToSign,
  type Verification,
  type VerifyInput,
  verifySignature,
} from "./sigv4/signature.ts";
export { isHostSigned, unsignedAmzHeaders } from "./sigv4/signed-headers.ts";
export { deriveSigningKey, type SigningKey } from "./sigv4/signing-key.ts";
export { formatBasicIso, parseSigningTime, type SigV4Timestamp } from "./sigv4/timestamp.ts";
export { children, childText, parseXml, type XmlElement, XmlFormatError, type XmlLimits } from "./xml/parse.ts";
export {
  withAttributes,
  type XmlAttributed,
  type XmlMap,
  type XmlObject,
  type XmlSiblings,
  type XmlValue,
  xmlMap,
  xmlSiblings,
} from "./xml/value.ts";
export { writeXml, type XmlWriteOptions } from "./xml/write.ts";
