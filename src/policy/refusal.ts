import { awsAnswer, type Problem } from "./aws-answers.ts";
import { appendPointer } from "./json-faults.ts";
import type { PolicyKind } from "./model.ts";
import { PolicyError } from "./policy-error.ts";

/** Where the parser is: in which kind of document, at which element. */
export interface Place {
  readonly kind: PolicyKind;
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** Whether the document's version has policy variables. */
  readonly variables: boolean;
}

/** What is wrong, in our words and in AWS's. */
export interface Refusal {
  readonly problem: Problem;
  /** Lower case, no final period, user input in backticks. */
  readonly message: string;
  readonly hint?: string | undefined;
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
export function refuse(place: Place, { problem, message, hint }: Refusal): never {
  throw new PolicyError(message, { ...awsAnswer(problem, place.kind), pointer: place.pointer, hint });
}
