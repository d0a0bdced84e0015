import {
  type AuthorisationRequest,
  type Decision,
  type Explanation,
  explain,
  type PolicySets,
} from "../../policy/index.ts";

/** One decision with what it was made from; its explanation is worked out only when somebody asks. */
export interface DecisionRecord {
  readonly request: AuthorisationRequest;
  readonly policies: PolicySets;
  readonly decision: Decision;
}

/** What the emulator remembers of one request. INVARIANT: no secret and no body. */
export interface RequestRecord {
  readonly requestId: string;
  readonly receivedAt: Date;
  readonly service: string;
  /** Absent where the request did not get so far. */
  readonly operation?: string;
  /** ARN of the caller; absent where nobody was proved to have called. */
  readonly callerArn?: string;
  readonly status: number;
  /** The error that was answered. */
  readonly error?: {
    readonly code: string;
    readonly message: string;
    /** What failed in the emulator itself, for whoever runs it; the client is not told. */
    readonly fault?: string;
  };
  readonly decisions: readonly DecisionRecord[];
}

/** A request as the control interface tells it. */
export interface ExplainedRequest extends Omit<RequestRecord, "decisions" | "receivedAt"> {
  readonly receivedAt: string;
  readonly decisions: readonly Explanation[];
}

/** The last requests, in a ring: the oldest is forgotten when a new one comes. Each is added, and few are asked for. */
export class RequestLog {
  readonly #records: RequestRecord[] = [];
  #next = 0;
  readonly #capacity: number;

  /** Keeps `capacity` requests; default 1,000. */
  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  add(record: RequestRecord): void {
    this.#records[this.#next] = record;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The request with its explanations, or `undefined` where it is unknown or forgotten. */
  explain(requestId: string): ExplainedRequest | undefined {
    const record = this.#records.find((one) => one.requestId === requestId);
    if (record === undefined) return undefined;
    return {
      ...record,
      receivedAt: record.receivedAt.toISOString(),
      decisions: record.decisions.map(({ request, policies }) => explain(request, policies)),
    };
  }

  clear(): void {
    this.#records.length = 0;
    this.#next = 0;
  }
}
