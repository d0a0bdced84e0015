import { type AuthorisationRequest, type Decision, evaluate, explain, type PolicySets } from "../../policy/index.ts";
import { AwsError } from "../../wire/index.ts";
import type { Caller } from "../state/caller.ts";
import type { EmulatorState } from "../state/state.ts";
import type { DecisionRecord } from "./decisions.ts";
import type { ServiceRequest } from "./request.ts";
import { requestContext } from "./request-context.ts";
import type { Authorisation, Denial, Operation, Requirement, Service } from "./service.ts";

/** Decides for one caller and one request, and keeps what was decided. */
export class Authoriser {
  readonly decisions: DecisionRecord[];
  readonly #service: Service;
  readonly #request: ServiceRequest;
  readonly #caller: Caller;
  readonly #state: EmulatorState;

  /** `decisions` is where what is decided is added; a call made within a call shares its caller's. */
  constructor(
    { service, request, caller }: { service: Service; request: ServiceRequest; caller: Caller },
    state: EmulatorState,
    decisions: DecisionRecord[],
  ) {
    this.#service = service;
    this.#request = request;
    this.#caller = caller;
    this.#state = state;
    this.decisions = decisions;
  }

  check(requirement: Requirement): Decision {
    const request: AuthorisationRequest = {
      principal: this.#caller.principal,
      action: requirement.action,
      resource: requirement.resource,
      resourceAccountId: requirement.resourceAccountId,
      context: requestContext(this.#request, this.#caller, { state: this.#state, requirement }),
    };
    const policies: PolicySets = {
      identity: this.#caller.policies.identity,
      boundary: this.#caller.policies.boundary,
      session: this.#caller.policies.session,
      resource: requirement.resourcePolicies ?? [],
      resourcePolicyRequired: requirement.resourcePolicyRequired ?? false,
    };
    const decision = evaluate(request, policies);
    this.decisions.push({ request, policies, decision });
    return decision;
  }

  /** @throws AwsError the operation's or the service's denial. */
  require(requirement: Requirement, operation: Operation): void {
    const decision = this.check(requirement);
    if (decision.effect === "Allow") return;
    const encodedMessage = (): string => this.#encode(requirement);
    const denial: Denial = { caller: this.#caller, requirement, decision, encodedMessage };
    throw operation.denied?.(denial) ?? this.#service.denied(denial);
  }

  /** Of the decision that was made last. */
  #encode({ context = {} }: Requirement): string {
    const { request, policies } = this.decisions.at(-1) as DecisionRecord;
    const { accountId, userId } = this.#caller;
    const explanation = explain(request, policies);
    return this.#state.messages.encode(accountId, { explanation, userId, keyNames: Object.keys(context) });
  }

  /**
   * Requires everything that an operation asks for.
   *
   * INVARIANT: an operation that asks for nothing is denied. Only one that says why it needs no permission runs without.
   */
  requireAll(authorisation: Authorisation, operation: Operation): void {
    if ("noPermissionNeeded" in authorisation) return;
    if (authorisation.length === 0) {
      throw new AwsError("AccessDenied", `${operation.name} is not mapped to any action, so nothing can allow it`, {
        status: 403,
      });
    }
    for (const requirement of authorisation) this.require(requirement, operation);
  }
}
