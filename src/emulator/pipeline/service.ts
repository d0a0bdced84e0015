import type { Readable } from "node:stream";
import type { Decision, NamedPolicy } from "../../policy/index.ts";
import type { AwsError } from "../../wire/index.ts";
import type { Caller } from "../state/caller.ts";
import type { EmulatorState } from "../state/state.ts";
import type { AuthenticationRules } from "./authentication/rules.ts";
import type { IncomingRequest, ServiceName, ServiceRequest } from "./request.ts";

/**
 * One thing that must be allowed before an operation runs. The context keys of the caller and of the
 * request as a whole are added by the pipeline; `context` holds those of this action alone.
 */
export interface Requirement {
  /** `s3:PutObject`. */
  readonly action: string;
  /** The resource's ARN, or `*` where the action has none. */
  readonly resource: string;
  readonly resourceAccountId: string;
  /** Keys in any case; a key without value is left out, never empty. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Bucket policy, ACL, trust policy. Default: none. */
  readonly resourcePolicies?: readonly NamedPolicy[];
  /** The resource policy must allow, even within one account (trust policies). Default: false. */
  readonly resourcePolicyRequired?: boolean;
}

/** Said by an operation that AWS never denies, with the reason. The one way to run without an action mapping. */
export interface NoPermissionNeeded {
  readonly noPermissionNeeded: string;
}

/** Everything that must be allowed; an empty list is an operation that is not mapped, and is denied. */
export type Authorisation = readonly Requirement[] | NoPermissionNeeded;

/** A call of another service's operation as the present caller, minus HTTP: parsed, authorised and run all the same. */
export type Invoke = (call: InternalCall) => Promise<unknown>;

export interface InternalCall {
  readonly service: ServiceName;
  readonly operation: string;
  /** For query and JSON services: the input as nested plain data; it is written as an SDK would. */
  readonly input?: object;
  /** For S3: the request as it would be sent. `path` is percent-encoded and begins with `/bucket`. */
  readonly http?: {
    readonly method: string;
    readonly path: string;
    readonly query?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

/** What an operation can use while it decides and runs. */
export interface OperationContext {
  readonly state: EmulatorState;
  readonly caller: Caller;
  readonly request: ServiceRequest;
  readonly invoke: Invoke;
  /**
   * The same as somebody else. Only for an operation that has made sure that the caller may act as them: a role that was
   * passed to the service and trusts it.
   */
  invokeAs(caller: Caller): Invoke;
  /**
   * Decides one more requirement while the operation runs (each key of DeleteObjects, the list permission
   * that turns a 403 into an honest 404). It is kept with the request's other decisions.
   */
  check(requirement: Requirement): Decision;
  /**
   * Like `check`, but refuses.
   *
   * @throws AwsError the service's denial.
   */
  require(requirement: Requirement): void;
  /** Tells the instance supervisor that an instance is to be booted or ended; absent operations change nothing. */
  readonly instances: InstanceLifecycle;
}

/** What EC2's operations ask of whatever boots instances. */
export interface InstanceLifecycle {
  /** Boots a recorded instance in the background. */
  boot(instance: InstanceKey): void;
  /** Ends whatever runs for the instance, which is then in the state `as`. Default: `terminated`. Never rejects. */
  end(instance: InstanceKey, as?: EndState): Promise<void>;
  /** Ends whatever runs for the instance, and boots it anew. Never rejects. */
  reboot(instance: InstanceKey): Promise<void>;
  /** What the instance's user data printed so far, at most the last 64 KiB. */
  consoleOutput(instance: InstanceKey): string;
}

/** What an instance is when nothing of it runs any more. */
export type EndState = "stopped" | "terminated";

export interface InstanceKey {
  readonly accountId: string;
  readonly instanceId: string;
}

/** An operation after its input was parsed. */
export interface PreparedCall {
  /** Proves who calls by the input itself; absent where the signature proves it. */
  readonly identify?: (state: EmulatorState) => Promise<Caller>;
  authorise(context: OperationContext): Authorisation | Promise<Authorisation>;
  run(context: OperationContext): unknown;
}

/** Everything known about one API operation. */
export interface Operation {
  readonly name: string;
  /** Error codes that it can answer, besides the service's common ones; documented in FIDELITY.md. */
  readonly errors: readonly string[];
  prepare(request: ServiceRequest): PreparedCall;
  /** Replaces the service's denial text where AWS words this operation's differently. */
  readonly denied?: (denial: Denial) => AwsError;
}

export interface OperationDefinition<Input> {
  readonly name: string;
  readonly errors: readonly string[];
  /** Reads and validates the input. Throws AwsError. */
  parse(request: ServiceRequest): Input;
  /** Of an unsigned operation: proves who calls by the input itself. Throws AwsError. */
  readonly identify?: (input: Input, state: EmulatorState) => Promise<Caller>;
  /** May read the body, where what is asked for or a condition key stands there. */
  authorise(input: Input, context: OperationContext): Authorisation | Promise<Authorisation>;
  /** Does it; the result is what the service's `serialise` takes. */
  run(input: Input, context: OperationContext): unknown;
  readonly denied?: (denial: Denial) => AwsError;
}

/** Makes an operation; its input's type stays its own. */
export function operation<Input>(definition: OperationDefinition<Input>): Operation {
  const { name, errors, denied, identify } = definition;
  return {
    name,
    errors,
    ...(denied === undefined ? {} : { denied }),
    prepare(request) {
      const input = definition.parse(request);
      const prepared: PreparedCall = {
        authorise: (context) => definition.authorise(input, context),
        run: (context) => definition.run(input, context),
      };
      if (identify === undefined) return prepared;
      return Object.assign(prepared, { identify: (state: EmulatorState) => identify(input, state) });
    },
  };
}

/** A refusal that is about to be put into words. */
export interface Denial {
  readonly caller: Caller;
  readonly requirement: Requirement;
  readonly decision: Decision;
  /** Seals the whole explanation for DecodeAuthorizationMessage; for services that send it along. */
  readonly encodedMessage?: () => string;
}

/** What is sent back. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

/** One service: how to authenticate to it, what it can do, how it speaks. */
export interface Service {
  readonly name: ServiceName;
  readonly authentication: AuthenticationRules;
  /**
   * Refuses what the service's front door refuses before it asks who calls. Default: nothing.
   *
   * @throws AwsError
   */
  readonly preflight?: (request: IncomingRequest) => void;
  /** Total over the service's operation names. */
  readonly operations: ReadonlyMap<string, Operation>;
  /**
   * Names the operation that the request asks for; the name need not be in the table.
   *
   * @throws AwsError where the request names none.
   */
  detect(request: ServiceRequest): string;
  /**
   * Refuses callers whose kind of credentials the service does not take, whatever the policies say. Default: takes all.
   *
   * @throws AwsError
   */
  readonly admit?: (operation: string, caller: Caller, request: ServiceRequest) => void;
  /** For a name that is not in the table: 501 with the name, or the service's error for what AWS does not know either. */
  unknownOperation(name: string, request: ServiceRequest): AwsError;
  serialise(operation: string, result: unknown, request: ServiceRequest): HttpResponse;
  serialiseError(error: AwsError, request: ServiceRequest): HttpResponse;
  /** Brings the state that a request is about up to the clock, before it is authorised. Default: nothing to do. */
  readonly catchUp?: (request: IncomingRequest, state: EmulatorState) => Promise<void> | undefined;
  /** Adds to every answer, refusals too, what depends on more than the operation. Default: nothing. */
  readonly complete?: (response: HttpResponse, request: IncomingRequest, state: EmulatorState) => HttpResponse;
  denied(denial: Denial): AwsError;
}
