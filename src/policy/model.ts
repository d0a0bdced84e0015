/** The kinds of policy document; each has its own grammar and limits. */
export type PolicyKind = "identity" | "trust" | "session" | "resource" | "boundary" | "scp" | "rcp";

/** The layers that a decision is made of, in the words of AWS's denial texts. */
export type Layer = "identity" | "boundary" | "session" | "resource" | "scp" | "rcp";

/**
 * A policy document after parsing: grammar checked, every single value turned into a list, wildcards and
 * variables compiled. Immutable; compile once, evaluate often.
 */
export interface Policy {
  readonly kind: PolicyKind;
  readonly version: "2008-10-17" | "2012-10-17";
  readonly id: string | undefined;
  readonly statements: readonly Statement[];
}

/** A policy with the name that explanations call it by. */
export interface NamedPolicy {
  /** Such as `inline policy s3-policy of role uploader`, `session policy`, `bucket policy`, `trust policy`. */
  readonly name: string;
  readonly policy: Policy;
}

export interface Statement {
  /** Counted from 1, as people do. */
  readonly number: number;
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  /** Absent where the policy's attachment says whom it is for: identity, session, boundary policies and SCPs. */
  readonly principal: PrincipalElement | undefined;
  readonly action: PatternElement;
  /** Absent in trust policies, which speak of the role that they are attached to. */
  readonly resource: PatternElement | undefined;
  readonly conditions: readonly Condition[];
}

/** `Principal` or `NotPrincipal`. */
export interface PrincipalElement {
  readonly negated: boolean;
  readonly entries: readonly PrincipalEntry[];
}

/** One principal; `form` decides what an Allow may bypass (`account`: the 12 digits or the `:root` ARN). */
export interface PrincipalEntry {
  readonly form:
    | "everyone"
    | "account"
    | "user"
    | "role"
    | "role-session"
    | "federated-user"
    | "service"
    | "federated"
    | "canonical-user"
    | "unique-id";
  /** As written, for explanations and for reading back. */
  readonly text: string;
  /** What is compared: account id, ARN, service name, provider, canonical id or unique id. */
  readonly value: string;
}

/** `Action`, `NotAction`, `Resource` or `NotResource`. */
export interface PatternElement {
  readonly negated: boolean;
  readonly patterns: readonly Pattern[];
}

/** A text with wildcards and variables, compiled. */
export interface Pattern {
  readonly text: string;
  /** The keys of its policy variables that have no default, in lower case. Without a value for each it matches nothing. */
  readonly variables: readonly string[];
  /** Whether the pattern matches, with variables taken from the request's context. */
  matches(value: string, context: RequestContext): boolean;
}

/** One key under one operator. */
export interface Condition {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operatorText: string;
  readonly operator: ConditionOperator;
  readonly quantifier: "ForAllValues" | "ForAnyValue" | undefined;
  readonly ifExists: boolean;
  /** As written; keys are compared without regard to case. */
  readonly key: string;
  /** The key as {@link RequestContext} names it: in lower case. */
  readonly contextKey: string;
  readonly values: readonly string[];
  /** The keys of the values' policy variables that have no default, in lower case. */
  readonly valueVariables: readonly string[];
  /** Version 2012-10-17 documents have policy variables in condition values. */
  readonly variables: boolean;
  /** One for each of `values`, in their order. */
  readonly matchers: readonly ValueMatcher[];
}

/** Whether one request value satisfies the one policy value that this was compiled from (of the positive operator). */
export type ValueMatcher = (requestValue: string, context: RequestContext) => boolean;

/** One condition operator, one file in `operators/`. */
export interface ConditionOperator {
  readonly name: string;
  /** A negated operator is the NOR of its values and is true for an absent key. */
  readonly negated: boolean;
  readonly allowsVariables: boolean;
  /** `Null` alone: it is given `true` where the key is absent and `false` where it is not, never the key's values. */
  readonly testsAbsence?: true;
  /** A message where a policy value cannot belong to this operator, such as a CIDR that is none. */
  validate(value: string): string | undefined;
  /** Reads a policy value once, so that requests are compared without reading it again. */
  compile(policyValue: string, variables: boolean): ValueMatcher;
}

/**
 * The context keys of a request. Names are lower case; a key with several values is a list.
 * An absent key is not in the map (it is never an empty string in its stead).
 */
export type RequestContext = ReadonlyMap<string, string | readonly string[]>;

/** Who asks, in every name that a Principal element may call them by. */
export type Principal =
  | { readonly type: "root"; readonly accountId: string; readonly arn: string }
  | { readonly type: "user"; readonly accountId: string; readonly arn: string; readonly uniqueId: string }
  | {
      readonly type: "role-session";
      readonly accountId: string;
      /** `arn:aws:sts::A:assumed-role/R/S`. */
      readonly arn: string;
      /** `arn:aws:iam::A:role/path/R`. */
      readonly roleArn: string;
      /** `AROA…`. */
      readonly uniqueId: string;
    }
  | {
      readonly type: "federated-user";
      readonly accountId: string;
      readonly arn: string;
      /** The IAM user that called GetFederationToken; absent where root did. */
      readonly userArn: string | undefined;
      readonly uniqueId: string | undefined;
    }
  | { readonly type: "service"; readonly service: string }
  | { readonly type: "web-identity"; readonly provider: string }
  | { readonly type: "anonymous" };

/** One question: may this principal do this action on this resource now? */
export interface AuthorisationRequest {
  readonly principal: Principal;
  /** `s3:PutObject`. */
  readonly action: string;
  /** The full ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccountId: string;
  readonly context: RequestContext;
}

/** The policies that a decision is made from. */
export interface PolicySets {
  /** The principal's own policies. */
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy | undefined;
  /**
   * The session policies, inline and managed; they are OR-ed. `undefined` where the session was made without any:
   * a role session is then not limited, a federated user has nothing.
   */
  readonly session?: readonly NamedPolicy[] | undefined;
  /** Policies attached to the resource (bucket policy, ACL written as a policy, trust policy). */
  readonly resource: readonly NamedPolicy[];
  /**
   * True where the resource policy must allow even within one account: a role's trust policy.
   * Default false.
   */
  readonly resourcePolicyRequired?: boolean;
  /**
   * The service control policies above the principal's account, level by level: the organization's root, every
   * organizational unit, the account. Every level must allow. `undefined` where none limit it: the account is in no
   * organization, or manages one.
   */
  readonly scp?: OrganizationLevels | undefined;
  /** The resource control policies above the resource's account, in the same way. */
  readonly rcp?: OrganizationLevels | undefined;
}

/** The policies of an organization by level, from its root down to the account. A level without any allows nothing. */
export type OrganizationLevels = readonly (readonly NamedPolicy[])[];

/** Why a request was allowed or refused. */
export interface Decision {
  readonly effect: "Allow" | "Deny";
  /**
   * `allowed`; `explicit-deny`: a Deny statement applies; `implicit-deny`: a layer that must allow does not;
   * `unmapped`: the operation has no action mapping, so nothing can allow it.
   */
  readonly reason: "allowed" | "explicit-deny" | "implicit-deny" | "unmapped";
  /** The layer that decided; `root` where the root user of the resource's account needs no policy. */
  readonly layer: Layer | "root" | "none";
  readonly accountsDiffer: boolean;
}

/** A decision with all that led to it. Data only: `renderExplanation` and `renderAdvice` make text of it. */
export interface Explanation {
  readonly decision: Decision;
  readonly request: {
    readonly principal: Principal;
    readonly action: string;
    readonly resource: string;
    readonly resourceAccountId: string;
    readonly context: Readonly<Record<string, string | readonly string[]>>;
  };
  readonly layers: readonly LayerExplanation[];
  /**
   * The context keys, as the policies write them, that the request does not have though a statement about its action
   * asks for them, in a condition or by a variable without a default.
   */
  readonly missingKeys: readonly string[];
  /** What would have to change; absent where the request was allowed. */
  readonly advice: Advice | undefined;
}

/** The one change without which a refused request stays refused. Others may be needed after it. */
export type Advice =
  /** No action is mapped to the operation, so that no policy can allow it. */
  | { readonly change: "map-action" }
  /** Explicit denies apply: while one does, no Allow helps. */
  | {
      readonly change: "remove-deny";
      readonly layer: Layer;
      readonly action: string;
      readonly resource: string;
      readonly denying: readonly StatementReference[];
    }
  /** A layer that must allow does not. */
  | {
      readonly change: "add-allow";
      readonly layer: Layer;
      /** The first level of the organization that lacks the Allow. */
      readonly level?: number;
      readonly action: string;
      readonly resource: string;
      /** The Allow that the fewest changes would make apply; absent where the layer has none at all. */
      readonly nearest: NearestStatement | undefined;
    };

/** A statement by the names that explanations call it by. */
export interface StatementReference {
  readonly policy: string;
  /** Counted from 1. */
  readonly number: number;
  readonly sid: string | undefined;
}

/** An Allow that almost applies, with the elements that kept it from it. */
export interface NearestStatement extends StatementReference {
  readonly misses: readonly ElementExplanation[];
}

export interface LayerExplanation {
  readonly layer: Layer;
  /** Of SCPs and RCPs alone: the level of the organization, counted from 1, which is its root. */
  readonly level?: number;
  /** `not-applicable`: this layer does not limit this request (no boundary, no session policy, …). */
  readonly outcome: "allow" | "explicit-deny" | "no-allow" | "not-applicable";
  /** A sentence on what the outcome means here, such as why a grant to the account is not enough. */
  readonly note: string | undefined;
  readonly policies: readonly PolicyExplanation[];
}

export interface PolicyExplanation {
  readonly name: string;
  readonly statements: readonly StatementExplanation[];
}

export interface StatementExplanation {
  readonly number: number;
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  /** Whether the statement applies to the request: every element matched. */
  readonly matched: boolean;
  readonly elements: readonly ElementExplanation[];
}

export interface ElementExplanation {
  readonly element: "Principal" | "NotPrincipal" | "Action" | "NotAction" | "Resource" | "NotResource" | "Condition";
  readonly matched: boolean;
  /** The values in the policy. */
  readonly policyValues: readonly string[];
  /** The value in the request; `undefined` where a condition's key is absent from it. */
  readonly requestValue: string | readonly string[] | undefined;
  /** For a condition: operator and key. */
  readonly operator?: string;
  readonly key?: string;
  /** The context keys that this element needs and the request does not have; absent where there are none. */
  readonly missingKeys?: readonly string[];
  /** A sentence on why the element matched, where its values do not tell. */
  readonly note?: string;
}
