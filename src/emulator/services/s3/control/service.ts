import type { AuthenticationRules } from "../../../pipeline/authentication/rules.ts";
import { notImplemented } from "../../../pipeline/query-service.ts";
import type { Operation, Service } from "../../../pipeline/service.ts";
import { errors, MAX_SKEW_SECONDS } from "../authentication/errors.ts";
import { presignedLifetime } from "../authentication/presigned.ts";
import { denied } from "../denial.ts";
import { serialise } from "../response.ts";
import { serialiseControlError } from "./control-response.ts";
import { detect } from "./detect.ts";
import type { ControlOperationName } from "./operation-names.ts";
import { deleteAccountPublicAccessBlock } from "./operations/delete-public-access-block.ts";
import { getAccountPublicAccessBlock } from "./operations/get-public-access-block.ts";
import { putAccountPublicAccessBlock } from "./operations/put-public-access-block.ts";

const operations: Readonly<Record<ControlOperationName, Operation>> = {
  DeletePublicAccessBlock: deleteAccountPublicAccessBlock,
  GetPublicAccessBlock: getAccountPublicAccessBlock,
  PutPublicAccessBlock: putAccountPublicAccessBlock,
};

/** S3's own way to authenticate, without Signature Version 2, which is older than this API. */
const authentication: AuthenticationRules = {
  signingName: "s3",
  pathStyle: "s3",
  payload: "declared",
  maxSkewSeconds: MAX_SKEW_SECONDS,
  presigned: presignedLifetime,
  anonymous: true,
  errors,
};

/**
 * Amazon S3 Control, API version 2018-08-20: what concerns a whole account. It stands inside of S3 because it is S3 by
 * another door: signed as S3, refused in S3's words, and what it sets is what S3's own operations obey.
 */
export const s3Control: Service = {
  name: "s3control",
  authentication,
  operations: new Map(Object.entries(operations)),
  detect,
  unknownOperation: (name) => notImplemented(name),
  serialise,
  serialiseError: serialiseControlError,
  denied,
};
