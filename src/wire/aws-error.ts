/** What goes with an {@link AwsError} besides its code and message. */
export interface AwsErrorOptions {
  /** HTTP status, 300 to 599. */
  readonly status: number;
  /** Extra elements of the error document, in order (`AWSAccessKeyId`, `Region`, …). INVARIANT: never a secret. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Extra response headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A refusal in AWS's own words: the code and text that the real service answers with.
 *
 * The message is AWS's and not ours, so it follows their punctuation. It may be empty: `MalformedInput` has none.
 */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, options: AwsErrorOptions) {
    super(message);
    this.code = code;
    this.status = options.status;
    this.fields = options.fields ?? {};
    this.headers = options.headers ?? {};
  }

  /** Whose fault it is, in the words of the Query protocol: the sender's below status 500, else the receiver's. */
  get fault(): "Sender" | "Receiver" {
    return this.status < 500 ? "Sender" : "Receiver";
  }
}
