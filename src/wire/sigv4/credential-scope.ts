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
  const elements = credential.split("/");
  const [date, region, service, terminator] = elements.slice(-4);
  const accessKeyId = elements.slice(0, -4).join("/");
  if (accessKeyId === "" || date === undefined || region === undefined || service === undefined) {
    throw new SigV4FormatError(
      "credential",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  if (terminator !== "aws4_request") {
    throw new SigV4FormatError("terminator", "Credential should be scoped with a valid terminator: 'aws4_request'");
  }
  return { accessKeyId, date, region, service };
}
