import { KeyleaseError } from "../core/index.ts";

/** What AWS answers in the place of a {@link PolicyError}, and where the document is at fault. */
export interface PolicyErrorDetails {
  /** `MalformedPolicyDocument`, `MalformedPolicy` (S3), `PackedPolicyTooLarge` or `ValidationError`. */
  readonly awsCode: string;
  /** AWS's text for it. */
  readonly awsMessage: string;
  /** The value that S3 echoes in `<Detail>`; absent where it echoes none. */
  readonly awsDetail?: string | undefined;
  /** JSON pointer (RFC 6901) to the element at fault; the empty text is the document. */
  readonly pointer: string;
  /** The line in the document, counted from 1. */
  readonly line: number;
  /** The column in the line, counted from 1 in UTF-16 units. */
  readonly column: number;
  readonly hint?: string | undefined;
}

/** A policy document that is not valid in IAM's policy language; its code is `PolicyMalformed`. */
export class PolicyError extends KeyleaseError {
  override readonly name: string = "PolicyError";
  readonly awsCode: string;
  readonly awsMessage: string;
  readonly awsDetail: string | undefined;
  readonly pointer: string;
  readonly line: number;
  readonly column: number;

  constructor(message: string, details: PolicyErrorDetails) {
    super("PolicyMalformed", message, {
      ...(details.hint === undefined ? {} : { hint: details.hint }),
      facts: { pointer: details.pointer, line: details.line, column: details.column, awsCode: details.awsCode },
    });
    this.awsCode = details.awsCode;
    this.awsMessage = details.awsMessage;
    this.awsDetail = details.awsDetail;
    this.pointer = details.pointer;
    this.line = details.line;
    this.column = details.column;
  }
}
