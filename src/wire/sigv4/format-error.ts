/** The part of a signed request's head that a {@link SigV4FormatError} is about. */
export type SigV4Part =
  /** The header itself: absent, or of another algorithm. */
  | "authorization"
  /** A piece between commas that is no `key=value`, or is given twice. */
  | "fragment"
  /** Of a presigned request: parameters that it must have. */
  | "missing"
  /** Of a presigned request: another algorithm. */
  | "algorithm"
  /** Not four slashes. */
  | "credential"
  /** The scope does not end in `aws4_request`. */
  | "terminator"
  | "signature"
  | "signedHeaders"
  /** Neither `x-amz-date` nor `Date`, or not a date. */
  | "timestamp";

/**
 * An Authorization header that is no Signature Version 4. The message is AWS's text for `IncompleteSignature`;
 * services with other words go by `part`.
 */
export class SigV4FormatError extends Error {
  override readonly name = "SigV4FormatError";
  /** The first thing wrong; the message names all that are missing. */
  readonly part: SigV4Part;

  constructor(part: SigV4Part, message: string) {
    super(message);
    this.part = part;
  }
}
