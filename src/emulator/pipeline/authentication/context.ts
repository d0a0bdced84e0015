import type { Caller } from "../../state/caller.ts";
import type { EmulatorState } from "../../state/state.ts";
import type { ServiceRequest } from "../request.ts";
import type { AuthenticationRules } from "./rules.ts";

/** A request with the caller who was proved to have made it. */
export interface Authenticated {
  readonly request: ServiceRequest;
  readonly caller: Caller;
  /** The region that it was signed for; absent where a signature names none. */
  readonly region?: string;
}

/** What a request is authenticated against. */
export interface AuthenticationContext {
  readonly rules: AuthenticationRules;
  readonly state: EmulatorState;
}
