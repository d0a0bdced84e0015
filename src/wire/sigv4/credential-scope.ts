import { SigV4FormatError } from "./format-error.ts";

/** What a signing key is derived for. */
export interface SigningScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/**
 * Reads `KEY/YYYYMMDD/REGION/SERVICE/aws4_request`.
 *
 * @throws SigV4FormatError with AWS's text where it has another form.
 */
export function parseCredential(credential: string): SigningScope & { readonly accessKeyId: string } {
  // From the right: the scope has no slashes, an access key id of another implementation may.
  const beforeTerminator = slashBefore(credential, credential.length);
  const beforeService = slashBefore(credential, beforeTerminator);
  const beforeRegion = slashBefore(credential, beforeService);
  const beforeDate = slashBefore(credential, beforeRegion);
  // Without the fourth slash there is no access key id, and without anything before it none either.
  if (beforeDate <= 0) {
    throw new SigV4FormatError(
      "credential",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  if (credential.slice(beforeTerminator + 1) !== "aws4_request") {
    throw new SigV4FormatError("terminator", "Credential should be scoped with a valid terminator: 'aws4_request'");
  }
  return {
    accessKeyId: credential.slice(0, beforeDate),
    date: credential.slice(beforeDate + 1, beforeRegion),
    region: credential.slice(beforeRegion + 1, beforeService),
    service: credential.slice(beforeService + 1, beforeTerminator),
  };
}

/** Where the last slash before `end` stands; -1 where there is none, or where `end` is -1 already. */
function slashBefore(text: string, end: number): number {
  return end <= 0 ? -1 : text.lastIndexOf("/", end - 1);
}
