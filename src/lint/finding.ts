/** Every code of a finding, with the sentence that documents it. A code is never given another meaning. */
export const FINDING_CODES = {
  PolicyMalformed: "The document is not valid in IAM's policy language; AWS refuses it.",
  AbsentKeyPasses: "An Allow's `ForAllValues` holds where the request has no such key at all.",
  ActionMatchesNothing: "An action with wildcards matches no action of its service.",
  ActionNeverApplies: "An action is never asked about a resource that the statement names.",
  AllowsAllButSome:
    "An Allow by `NotAction` or `NotResource` grants everything that it does not list, also what is new.",
  AllowsEveryone: "An Allow without conditions is for everybody, or for everybody but some.",
  ConditionTypeMismatch: "A condition's operator is not for values of its key's type.",
  ForeignConditionKey: "No request for the statement's actions has the condition key.",
  LiteralWildcard: "A `*` under an operator that compares whole texts stands for itself.",
  NearSizeLimit: "The document is, or is about to be, larger than AWS takes.",
  PassRoleToAny: "Whoever has the policy may hand any role of the account to any service.",
  RedundantStatement: "Another statement says all that this one says.",
  ResourceNeverApplies: "No action of the statement is ever asked about the resource.",
  StrayCharacter: "A resource has a character that does not do what it seems to be for.",
  UnboundFederation: "Everybody whom a public identity provider knows may have the role.",
  UnknownAction: "The service has no such action.",
  UnknownConditionKey: "No service has the condition key.",
  UnknownService: "There is no service of that prefix.",
  UnknownVariable: "A policy variable never has a value, so its text matches nothing.",
  VariablesInOldVersion: "`${…}` is plain text in a document that is not of version 2012-10-17.",
} as const;

/** A stable code of what `lintPolicy` finds. */
export type FindingCode = keyof typeof FINDING_CODES;

/** What a rule found, and where. */
export interface Draft {
  readonly code: FindingCode;
  /** JSON pointer (RFC 6901) to the value that is meant. */
  readonly pointer: string;
  /** Lower case, no final period, user input in backticks. */
  readonly message: string;
  /** A sentence on what to do. */
  readonly hint: string;
}

/** One finding in a policy document. */
export interface Finding extends Omit<Draft, "hint"> {
  /** `error`: AWS refuses the document. `warning`: it is taken, and does not do what it seems to. */
  readonly severity: "error" | "warning";
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  readonly hint: string | undefined;
  /** What AWS answers; for errors alone. */
  readonly aws?: { readonly code: string; readonly message: string };
}
