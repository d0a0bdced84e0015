import { awsAnswer, type Problem } from "./aws-answers.ts";
import { appendPointer } from "./json-faults.ts";
import { locate, placeAt } from "./locate.ts";
import type { PolicyKind } from "./model.ts";
import { PolicyError } from "./policy-error.ts";

/** Where the parser is: in which kind of document, at which element. */
export interface Place {
  readonly kind: PolicyKind;
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** The whole document, in which a refusal finds the pointer's line. */
  readonly text: string;
  /** Whether the document's version has policy variables. */
  readonly variables: boolean;
}

/** What is wrong, in our words and in AWS's. */
export interface Refusal {
  readonly problem: Problem;
  /** Lower case, no final period, user input in backticks. */
  readonly message: string;
  readonly hint?: string | undefined;
  /** Where the text stops being JSON, so that no pointer leads there; counted from 0. */
  readonly offset?: number;
}

/** The place of an element inside the present one. */
export function inside(place: Place, name: string | number): Place {
  return { ...place, pointer: appendPointer(place.pointer, name) };
}

/**
 * Refuses the document.
 *
 * @throws PolicyError `PolicyMalformed`, always.
 */
export function refuse({ kind, pointer, text }: Place, { problem, message, hint, offset }: Refusal): never {
  const where = offset === undefined ? locate(text, pointer) : placeAt(text, offset);
  throw new PolicyError(message, { ...awsAnswer(problem, kind), pointer, ...where, hint });
}
