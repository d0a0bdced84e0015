import { type OpenedState, openState } from "../../../../../src/emulator/open-state.ts";
import type { ServiceRequest } from "../../../../../src/emulator/pipeline/request.ts";
import type { InternalCall, Invoke, OperationContext } from "../../../../../src/emulator/pipeline/service.ts";
import { listEvents } from "../../../../../src/emulator/services/cloudformation/events.ts";
import { cloudformation } from "../../../../../src/emulator/services/cloudformation/service.ts";
import { findStack, stackKey } from "../../../../../src/emulator/services/cloudformation/stacks.ts";
import type { Caller } from "../../../../../src/emulator/state/caller.ts";
import { AwsError, flattenQueryParams } from "../../../../../src/wire/index.ts";

const ACCOUNT_ID = "111111111111";

/** CloudFormation's operations with services of the test's own behind them. */
export interface Bench {
  readonly state: OpenedState["state"];
  /** Closes the state, as an emulator that is stopped does. */
  close(): Promise<void>;
  /** Calls an operation as root. */
  call(operation: string, input: object): Promise<unknown>;
  /** The stack's status now. */
  status(nameOrId: string): string | undefined;
  /** Its events as lines, oldest first. */
  lines(nameOrId: string): string[];
  /** Waits until nothing is in progress in it. */
  settled(nameOrId: string): Promise<string | undefined>;
}

/** Opens a bench. `invoke` answers what the engine asks of other services. */
export async function openBench(invoke: Invoke, dataDirectory?: string): Promise<Bench> {
  const options = { region: "ap-northeast-1", accountIds: [ACCOUNT_ID] };
  const { state, close } = await openState(dataDirectory === undefined ? options : { ...options, dataDirectory });
  const find = (nameOrId: string) => findStack(state.store, ACCOUNT_ID, nameOrId);
  const status = (nameOrId: string): string | undefined => find(nameOrId)?.status;
  return {
    state,
    close,
    status,
    async call(operation, input) {
      const form = new URLSearchParams([["Action", operation], ...flattenQueryParams(input)]).toString();
      const request = { id: "the-request", form } as ServiceRequest;
      const prepared = cloudformation.operations.get(operation)?.prepare(request);
      return prepared?.run(contextOf(state, request, invoke));
    },
    lines(nameOrId) {
      const stack = find(nameOrId);
      if (stack === undefined) return [];
      const { events } = listEvents(state.store, stackKey(stack), { limit: 10_000 });
      return [...events]
        .reverse()
        .map(({ logicalId, status: was, reason = "" }) => `${logicalId} ${was} ${reason}`.trim());
    },
    async settled(nameOrId) {
      while (status(nameOrId)?.endsWith("_IN_PROGRESS")) await new Promise((resolve) => setTimeout(resolve, 1));
      return status(nameOrId);
    },
  };
}

function contextOf(state: OpenedState["state"], request: ServiceRequest, invoke: Invoke): OperationContext {
  const arn = `arn:aws:iam::${ACCOUNT_ID}:root`;
  const caller: Caller = {
    principal: { type: "root", accountId: ACCOUNT_ID, arn },
    accountId: ACCOUNT_ID,
    arn,
    userId: ACCOUNT_ID,
    policies: { identity: [] },
  };
  const unused = (): never => {
    throw new Error("not used here");
  };
  const instances = { boot: unused, end: unused, reboot: unused, consoleOutput: unused };
  return { state, request, caller, invoke, invokeAs: () => invoke, instances, check: unused, require: () => {} };
}

/** Answers of a service by operation; what is not listed is refused. */
export function answers(
  table: Readonly<Record<string, (call: InternalCall) => unknown>>,
): Invoke & { calls: string[] } {
  const calls: string[] = [];
  const invoke = async (call: InternalCall): Promise<unknown> => {
    calls.push(call.operation);
    const answer = table[call.operation];
    if (answer === undefined) throw new AwsError("NotImplemented", `${call.operation} is not here`, { status: 501 });
    return answer(call);
  };
  return Object.assign(invoke, { calls });
}
