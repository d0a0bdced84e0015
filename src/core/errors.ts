import type { ErrorCode } from "./error-codes.ts";

/** What may accompany an error besides its code and message. */
export interface ErrorDetails {
  /** One sentence that says what to do about it. */
  readonly hint?: string;
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Facts for programs (`requestId`, `status`, …). INVARIANT: never a secret. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The base of every error that Keylease raises: a stable `code`, a message that says what happened
 * (lower case, no final period, user input in backticks) and a `hint` that says what to do.
 */
export class KeyleaseError extends Error {
  override readonly name: string = "KeyleaseError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly facts: Readonly<Record<string, string | number | boolean>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.facts = details.facts ?? {};
  }
}
