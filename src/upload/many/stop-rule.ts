import type { KeyleaseError } from "../../core/index.ts";
import { ServiceError } from "../../lease/index.ts";

/** What S3 says of the request's signature, the bucket or the account is true of all other files as well. */
const CONCERNS_ALL: ReadonlySet<string> = new Set([
  "AccountProblem",
  "AllAccessDisabled",
  "AuthorizationHeaderMalformed",
  "ExpiredToken",
  "InvalidAccessKeyId",
  "InvalidSecurity",
  "InvalidToken",
  "NoSuchBucket",
  "NotSignedUp",
  "PermanentRedirect",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
  "TokenRefreshRequired",
]);

/** What may be one file's fault, and is the fault of all where it comes for so many one after the other. */
const REFUSED_IN_A_ROW = 32;
/** The same where there is no answer: each of them was tried for a while already. */
const UNANSWERED_IN_A_ROW = 4;

/** Decides which failure ends an upload of several files, instead of one file alone. */
export class StopRule {
  #inARow = 0;
  #kind = "";

  succeeded(): void {
    this.#inARow = 0;
  }

  /** Whether this failure is that of all files. */
  failed(error: KeyleaseError): boolean {
    if (concernsAll(error)) return true;
    const kind = error instanceof ServiceError ? `${error.operation} ${error.awsCode}` : error.code;
    this.#inARow = kind === this.#kind ? this.#inARow + 1 : 1;
    this.#kind = kind;
    return this.#inARow >= mostInARow(error);
  }
}

function concernsAll(error: KeyleaseError): boolean {
  if (error instanceof ServiceError) return error.service !== "s3" || CONCERNS_ALL.has(error.awsCode);
  return error.code === "LeaseExpired" || error.code === "CallerUnknown";
}

/** How many files may fail in this way one after the other: any number, where it is the files' own fault. */
function mostInARow(error: KeyleaseError): number {
  if (error instanceof ServiceError) return REFUSED_IN_A_ROW;
  return error.code === "ClientTimeout" || error.code === "UploadFailed"
    ? UNANSWERED_IN_A_ROW
    : Number.POSITIVE_INFINITY;
}
