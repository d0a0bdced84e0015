import { PolicyError } from "../../policy/index.ts";
import { AwsError, flattenQueryParams, requestHead } from "../../wire/index.ts";
import type { Caller } from "../state/caller.ts";
import type { EmulatorState } from "../state/state.ts";
import { Authoriser } from "./authorise.ts";
import { TextBody } from "./body.ts";
import type { DecisionRecord } from "./decisions.ts";
import type { ServiceName, ServiceRequest } from "./request.ts";
import type {
  Authorisation,
  InstanceLifecycle,
  InternalCall,
  Operation,
  OperationContext,
  PreparedCall,
  Service,
} from "./service.ts";

/** What calls are run with. */
export interface CallEnvironment {
  readonly state: EmulatorState;
  readonly services: ReadonlyMap<ServiceName, Service>;
  readonly instances: InstanceLifecycle;
}

/** One call: who asks what, and where its decisions are kept. */
export interface Call {
  readonly service: Service;
  readonly operationName: string;
  readonly request: ServiceRequest;
  readonly caller: Caller;
  readonly decisions: DecisionRecord[];
}

/**
 * Admits the caller's kind of credentials, then parses, authorises and runs one operation, in this order.
 *
 * @returns what the operation's `run` returned, for the service to serialise; a promise of it only where there is a wait.
 * @throws AwsError where the input is not valid, the caller may not, or the operation fails.
 */
export function runCall(call: Call, environment: CallEnvironment): unknown {
  const { service, operationName, request } = call;
  const operation = service.operations.get(operationName);
  if (operation === undefined) throw service.unknownOperation(operationName, request);
  service.admit?.(operationName, call.caller, request);
  try {
    const prepared = operation.prepare(request);
    const { identify } = prepared;
    const result =
      identify === undefined
        ? authoriseAndRun(prepared, { call, operation }, environment)
        : identify(environment.state).then((caller) =>
            authoriseAndRun(prepared, { call: { ...call, caller }, operation }, environment),
          );
    return result instanceof Promise ? result.catch(refuse) : result;
  } catch (error) {
    return refuse(error);
  }
}

/** A policy document that is not valid is the caller's input; every service answers it with AWS's own code. */
function refuse(error: unknown): never {
  if (error instanceof PolicyError) throw new AwsError(error.awsCode, error.awsMessage, { status: 400 });
  throw error;
}

function authoriseAndRun(
  prepared: PreparedCall,
  { call, operation }: { readonly call: Call; readonly operation: Operation },
  environment: CallEnvironment,
): unknown {
  const { authoriser, context } = decider(call, operation, environment);
  const run = (authorisation: Authorisation): unknown => {
    authoriser.requireAll(authorisation, operation);
    return prepared.run(context);
  };
  const asked = prepared.authorise(context);
  return asked instanceof Promise ? asked.then(run) : run(asked);
}

/** What decides and keeps decisions for one call, and what its operation gets to use of it. */
function decider(
  call: Call,
  operation: Operation,
  environment: CallEnvironment,
): { readonly authoriser: Authoriser; readonly context: OperationContext } {
  const { service, request, caller, decisions } = call;
  const authoriser = new Authoriser({ service, request, caller }, environment.state, decisions);
  const context: OperationContext = {
    state: environment.state,
    instances: environment.instances,
    caller,
    request,
    invoke: (inner) => runInternalCall(inner, call, environment),
    invokeAs: (other) => (inner) => runInternalCall(inner, { ...call, caller: other }, environment),
    check: (requirement) => authoriser.check(requirement),
    require: (requirement) => authoriser.require(requirement, operation),
  };
  return { authoriser, context };
}

/** AWS services that act for a caller use the caller's rights (forward access sessions): nothing is allowed twice. */
async function runInternalCall(inner: InternalCall, outer: Call, environment: CallEnvironment): Promise<unknown> {
  const service = environment.services.get(inner.service);
  if (service === undefined) throw new Error(`no service ${inner.service}`);
  const request = internalRequest(inner, outer.request);
  return runCall({ ...outer, service, operationName: inner.operation, request }, environment);
}

function internalRequest({ service, operation, input, http }: InternalCall, outer: ServiceRequest): ServiceRequest {
  const rawHeaders = Object.entries(http?.headers ?? {}).flat();
  const target = `${http?.path ?? "/"}${http?.query === undefined ? "" : `?${http.query}`}`;
  return {
    ...outer,
    service,
    head: requestHead(http?.method ?? "POST", target, ["host", "127.0.0.1", ...rawHeaders]),
    host: "127.0.0.1",
    body: new TextBody(http?.body ?? ""),
    form: http === undefined ? inputText({ service, operation, input: input ?? {} }) : "",
    payload: { form: "undeclared" },
  };
}

/** The input as the body of a request to the service would have it. */
function inputText({ service, operation, input }: Required<Omit<InternalCall, "http">>): string {
  if (service === "ssm") return JSON.stringify(input);
  const lists = service === "ec2" ? "indexed" : "member";
  return new URLSearchParams([["Action", operation], ...flattenQueryParams(input, { lists })]).toString();
}
