import type { Random } from "../core/index.ts";
import type { CredentialSource } from "./caller.ts";
import type { CallerIdentity } from "./caller-identity.ts";
import type { LeaseAudit } from "./lease-events.ts";
import type { MintMethod } from "./mint-method.ts";
import type { LeaseNotice } from "./notices.ts";
import type { LeasePlan, PlanSettings } from "./plan.ts";

/** Everything besides the scope and the way to mint. */
export interface LeaseSettings extends PlanSettings {
  /** Credentials of the caller. Default: AWS's provider chain. */
  readonly credentials?: CredentialSource;
  /**
   * Decides whether the lease may be made: it is given the scope in its one form and the policies, before any call, and
   * refuses by throwing. What is minted is that plan and no other, whatever happens to the arguments meanwhile.
   */
  readonly authorise?: (plan: LeasePlan) => void | Promise<void>;
  /** Where it is written down that the lease was made or refused. Default: nowhere. */
  readonly audit?: LeaseAudit;
  /** Told where the caller's credentials came from. Default: nobody. */
  readonly onCaller?: (source: string) => void;
  /** Told who the caller is, which costs a call of GetCallerIdentity. Default: nobody asks. */
  readonly onIdentity?: (identity: CallerIdentity) => void;
  /** Told what is done differently from what was asked for. Default: nobody. */
  readonly onNotice?: (notice: LeaseNotice) => void;
  readonly random?: Random;
  readonly signal?: AbortSignal;
}

/** Options of `createLease`. */
export type LeaseOptions = LeaseSettings & MintMethod;
