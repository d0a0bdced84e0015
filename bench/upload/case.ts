import type { Load } from "./load.ts";
import type { Results } from "./results.ts";

/** One thing that is measured, with a table of its own. */
export interface Case {
  /** As it is asked for on the command line. */
  readonly name: string;
  readonly about: string;
  readonly rounds: number;
  /** What is uploaded; two of them are shown side by side. */
  readonly loads: readonly Load[];
  /** Whether over TLS. Default: over plain HTTP. */
  readonly isSecure?: boolean;
  /** Whether Keylease takes a lease for it first, by AssumeRole. Default: it has one. */
  readonly assumesRole?: boolean;
  readonly targets: readonly Target[];
}

/** What is to be reached. */
export interface Target {
  readonly text: string;
  /** How near it came; `undefined` where the run does not tell, for want of peers. */
  reached(results: Results): { readonly found: string; readonly met: boolean } | undefined;
}
