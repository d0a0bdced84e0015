import type { Principal } from "../../src/policy/index.ts";

/** One question to both engines: a request, and all the policies that decide it, as documents. */
export interface Case {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly identity: readonly Document[];
  readonly boundary?: Document | undefined;
  readonly session?: readonly Document[] | undefined;
  /** The resource's policy; for `sts:AssumeRole` the role's trust policy. */
  readonly resourcePolicy?: Document | undefined;
  readonly scp?: Levels | undefined;
  /** Besides RCPFullAWSAccess, which AWS attaches to every level. */
  readonly rcp?: Levels | undefined;
}

/** Policies by the level of the organization, from its root. */
export type Levels = readonly (readonly Document[])[];

/** A policy document. */
export interface Document {
  readonly Version: "2008-10-17" | "2012-10-17";
  readonly Statement: readonly StatementDocument[];
}

/** One statement. Every value is a list, so that it can be made smaller in one way. */
export interface StatementDocument {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PrincipalDocument;
  readonly NotPrincipal?: PrincipalDocument;
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: ConditionDocument;
}

/** Principals by their kind. */
export type PrincipalDocument = "*" | Readonly<Record<string, readonly string[]>>;

/** Values by operator and key. */
export type ConditionDocument = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The documents of a case, in all their places. */
export function documentsOf(one: Case): readonly Document[] {
  const single = [one.boundary, one.resourcePolicy].filter((document) => document !== undefined);
  return [...one.identity, ...single, ...(one.session ?? []), ...(one.scp ?? []).flat(), ...(one.rcp ?? []).flat()];
}
