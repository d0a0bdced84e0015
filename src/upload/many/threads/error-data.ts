import { type ErrorCode, KeyleaseError } from "../../../core/index.ts";
import { ServiceError, type ServiceRefusal } from "../../../lease/index.ts";

/** An error on its way between threads: whatever code decides by, and people are told. */
export type ErrorData = {
  /** The number of an error that the main thread holds itself. */
  readonly kept?: number | undefined;
  readonly cause?: ErrorData | undefined;
  readonly stack?: string | undefined;
} & (
  | {
      readonly kind: "own";
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | undefined;
      readonly facts: KeyleaseError["facts"];
    }
  | { readonly kind: "service"; readonly refusal: ServiceRefusal }
  | {
      readonly kind: "other";
      readonly name: string;
      readonly message: string;
      /** Of an error of the system's: its code, and the like. */
      readonly facts: Readonly<Record<string, string | number>>;
    }
);

/** What an error of the system's has besides. */
const SYSTEM_FACTS = ["code", "errno", "syscall", "path", "address", "port"] as const;
/** So many errors that led to one another are told. */
const MOST_CAUSES = 4;

/** Turns errors into data and back. What comes back is what went out: of the same class, code, text, hint and facts. */
export class ErrorCrossing {
  readonly #numbers = new WeakMap<Error, number>();

  /** @param kept Its number, where this thread holds the error itself and is to find it again. */
  dataOf(error: unknown, kept?: number): ErrorData {
    return { ...this.#dataOf(error, MOST_CAUSES), ...(kept === undefined ? {} : { kept }) };
  }

  errorOf(data: ErrorData): Error {
    const cause = data.cause === undefined ? undefined : this.errorOf(data.cause);
    const error = rebuilt(data, cause);
    if (data.stack !== undefined) error.stack = data.stack;
    if (data.kept !== undefined) this.#numbers.set(error, data.kept);
    return error;
  }

  #dataOf(error: unknown, causes: number): ErrorData {
    if (!(error instanceof Error)) return { kind: "other", name: "Error", message: String(error), facts: {} };
    const { message, stack, cause } = error;
    const shared = {
      kept: this.#numbers.get(error),
      stack,
      ...(cause === undefined || causes === 0 ? {} : { cause: this.#dataOf(cause, causes - 1) }),
    };
    if (error instanceof ServiceError) {
      const { service, operation, awsCode, awsMessage, status, requestId, hint } = error;
      const refusal = { service, operation, awsCode, awsMessage, status, requestId, hint };
      return { ...shared, kind: "service", refusal };
    }
    if (error instanceof KeyleaseError) {
      const { code, hint, facts } = error;
      return { ...shared, kind: "own", code, message, hint, facts };
    }
    return { ...shared, kind: "other", name: error.name, message, facts: systemFacts(error) };
  }
}

function rebuilt(data: ErrorData, cause: Error | undefined): Error {
  const because = cause === undefined ? {} : { cause };
  if (data.kind === "service") return new ServiceError({ ...data.refusal, ...because });
  if (data.kind === "own") {
    const { code, message, hint, facts } = data;
    return new KeyleaseError(code, message, { ...(hint === undefined ? {} : { hint }), facts, ...because });
  }
  const error = new Error(data.message, because);
  error.name = data.name;
  return Object.assign(error, data.facts);
}

function systemFacts(error: Error): Record<string, string | number> {
  const facts: Record<string, string | number> = {};
  for (const name of SYSTEM_FACTS) {
    const value = (error as unknown as Record<string, unknown>)[name];
    if (typeof value === "string" || typeof value === "number") facts[name] = value;
  }
  return facts;
}

/** Errors that went to a thread and may come back: whoever waits for them is given the very same. */
export class KeptErrors {
  readonly #crossing = new ErrorCrossing();
  readonly #errors: unknown[] = [];

  /** The data of an error of this thread's. */
  dataOf(error: unknown): ErrorData {
    const known = this.#errors.indexOf(error);
    const kept = known === -1 ? this.#errors.push(error) - 1 : known;
    return this.#crossing.dataOf(error, kept);
  }

  /** The error that a thread tells of: this thread's own, where it is one. */
  errorOf(data: ErrorData): unknown {
    return data.kept === undefined ? this.#crossing.errorOf(data) : this.#errors[data.kept];
  }
}
