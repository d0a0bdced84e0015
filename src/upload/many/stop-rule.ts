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
const IN_A_ROW = 32;

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
    return this.#inARow >= IN_A_ROW && isOfTheWay(error);
  }
}

function concernsAll(error: KeyleaseError): boolean {
  if (error instanceof ServiceError) return error.service !== "s3" || CONCERNS_ALL.has(error.awsCode);
  return error.code === "LeaseExpired" || error.code === "CallerUnknown";
}

/** Of the network, the server, or the rights: not of the file. */
function isOfTheWay(error: KeyleaseError): boolean {
  return error instanceof ServiceError || error.code === "ClientTimeout" || error.code === "UploadFailed";
}
