/**
 * How iam-simulate is asked: with its input checks, by its public function without them, by its inmost function, or by
 * that with policies and requests made beforehand.
 * See `peer.mjs` for what each leaves out.
 */
export type PeerPath = "checked" | "unchecked" | "core" | "prepared";

/** One line to the peer. */
export type PeerRequest =
  | { readonly command: "decide"; readonly path: PeerPath; readonly simulations: readonly Simulation[] }
  | {
      readonly command: "time";
      readonly path: PeerPath;
      readonly simulations: readonly Simulation[];
      /** How often all simulations are decided; one more round before is not counted. */
      readonly rounds: number;
    };

/** The answer to `decide`: one entry for each simulation, in their order. */
export interface DecideAnswer {
  readonly answers: readonly PeerAnswer[];
}

/** The answer to `time`. */
export interface TimeAnswer {
  readonly decisions: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

/** A decision, or why iam-simulate would make none. */
export type PeerAnswer =
  | {
      readonly result: "Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied";
      /** Of the checked path alone: context keys that it left out of the decision as unknown to the action. */
      readonly ignoredKeys?: readonly string[];
    }
  | { readonly error: string };

/** A policy document with a name. */
export interface NamedDocument {
  readonly name: string;
  readonly policy: unknown;
}

/** The SCPs or RCPs of one level of an organization. The checked path adds AWS's RCPFullAWSAccess to each of RCPs. */
export interface OrganizationLevel {
  readonly orgIdentifier: string;
  readonly policies: readonly NamedDocument[];
}

/** What iam-simulate takes: a request and its policies. */
export interface Simulation {
  readonly request: {
    /** An ARN or the name of a service; nobody is an object. */
    readonly principal: string | { readonly type: "Anonymous" };
    readonly action: string;
    readonly resource: { readonly resource: string; readonly accountId: string };
    readonly contextVariables: Readonly<Record<string, string | readonly string[]>>;
  };
  readonly sessionPolicy?: unknown;
  readonly identityPolicies: readonly NamedDocument[];
  readonly serviceControlPolicies: readonly OrganizationLevel[];
  readonly resourceControlPolicies: readonly OrganizationLevel[];
  readonly resourcePolicy?: unknown;
  readonly permissionBoundaryPolicies?: readonly NamedDocument[];
}
