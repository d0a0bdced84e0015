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

/** The last requests by id, in a ring: the oldest is forgotten when a new one comes. */
export class RequestLog {
  readonly #records = new Map<string, RequestRecord>();
  /** The ids in the order of their coming, around from `#next`. To ask the map for its oldest walks over all that were deleted. */
  readonly #ids: string[] = [];
  #next = 0;
  readonly #capacity: number;

  /** Keeps `capacity` requests; default 1,000. */
  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  add(record: RequestRecord): void {
    const oldest = this.#ids[this.#next];
    if (oldest !== undefined) this.#records.delete(oldest);
    this.#ids[this.#next] = record.requestId;
    this.#next = (this.#next + 1) % this.#capacity;
    this.#records.set(record.requestId, record);
  }

  /** The request with its explanations, or `undefined` where it is unknown or forgotten. */
  explain(requestId: string): ExplainedRequest | undefined {
    const record = this.#records.get(requestId);
    if (record === undefined) return undefined;
    return {
      ...record,
      receivedAt: record.receivedAt.toISOString(),
      decisions: record.decisions.map(({ request, policies }) => explain(request, policies)),
    };
  }

  clear(): void {
    this.#records.clear();
    this.#ids.length = 0;
    this.#next = 0;
  }
}
