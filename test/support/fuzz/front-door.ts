import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import fc from "fast-check";
import type { Logger } from "../../../src/core/index.ts";
import type { Emulator } from "../../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../emulator.ts";
import { RawConnection } from "../raw-connection.ts";
import {
  type ByteMutation,
  byteMutation,
  type FieldMutation,
  fieldMutation,
  mutate,
  mutateBytes,
  oddText,
} from "./mutations.ts";
import { type PlainRequest, REQUESTS } from "./requests.ts";
import { bytesOf, framesItself, MECHANISMS, type Mechanism, type Signer, signAs } from "./wire.ts";

/** How long a single answer may take before it counts as none. */
const HANG_MILLISECONDS = 10_000;
/** How long to wait before telling the server that nothing more comes. */
const PATIENCE_MILLISECONDS = 250;

interface MutatedRequest {
  readonly request: number;
  readonly mechanism: Mechanism;
  readonly before: readonly FieldMutation[];
  readonly after: readonly FieldMutation[];
  readonly bytes: readonly ByteMutation[];
}

const mutated: fc.Arbitrary<MutatedRequest> = fc.record({
  request: fc.nat(REQUESTS.length - 1),
  mechanism: fc.constantFrom(...MECHANISMS),
  before: fc.array(fieldMutation, { maxLength: 2 }),
  after: fc.array(fieldMutation, { maxLength: 2 }),
  bytes: fc.oneof(
    { weight: 3, arbitrary: fc.constant<ByteMutation[]>([]) },
    { weight: 1, arbitrary: fc.array(byteMutation, { minLength: 1, maxLength: 3 }) },
  ),
});

/** A request that was right before it was changed, or bytes that never were. */
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  { weight: 20, arbitrary: mutated },
  { weight: 1, arbitrary: fc.array(oddText, { maxLength: 8 }).map((texts) => ({ raw: texts.join("\r\n") })) },
  { weight: 1, arbitrary: oddText.map((text) => ({ raw: `GET /${text} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n` })) },
);
type Attempt = MutatedRequest | { readonly raw: string };

/** What a run came to. */
export interface FuzzReport {
  readonly requests: number;
  /** How often each status was answered; `0` is a close without an answer. */
  readonly statuses: Readonly<Record<number, number>>;
  /** What the emulator said of errors that it had not foreseen. */
  readonly warnings: readonly string[];
  /** By how much the heap in use, after a collection, and the process grew after the first tenth of the run. */
  readonly heapGrowthBytes: number;
  readonly rssGrowthBytes: number;
}

/**
 * Sends malformed requests to an emulator in this process, one after the other, on one connection for as long as it
 * holds, and fails with the smallest request that is answered with a server's error, or not at all.
 */
export async function fuzzFrontDoor({ requests, seed }: { requests: number; seed: number }): Promise<FuzzReport> {
  const warnings: string[] = [];
  const emulator = await startTestEmulator({ logger: warningsInto(warnings) });
  const door = new FrontDoor(emulator, warnings);
  try {
    await door.prepare();
    const tenth = Math.ceil(requests / 10);
    const check = (numRuns: number, from: number): Promise<void> =>
      fc.assert(
        fc.asyncProperty(attempt, (one) => door.knock(one)),
        { numRuns, seed: from, endOnFailure: false },
      );
    await check(tenth, seed);
    const [heap, rss] = usedMemory();
    await check(requests - tenth, seed + 1);
    const [heapAfter, rssAfter] = usedMemory();
    return {
      requests,
      statuses: door.statuses,
      warnings,
      heapGrowthBytes: heapAfter - heap,
      rssGrowthBytes: rssAfter - rss,
    };
  } finally {
    door.close();
    await emulator.close();
  }
}

class FrontDoor {
  readonly statuses: Record<number, number> = {};
  readonly #emulator: Emulator;
  readonly #warnings: readonly string[];
  #connection: RawConnection | undefined;

  constructor(emulator: Emulator, warnings: readonly string[]) {
    this.#emulator = emulator;
    this.#warnings = warnings;
  }

  async prepare(): Promise<void> {
    const s3 = new S3Client(clientConfig(this.#emulator));
    await s3.send(new CreateBucketCommand({ Bucket: "fuzz" }));
    await s3.send(new PutObjectCommand({ Bucket: "fuzz", Key: "k", Body: "body" }));
  }

  async knock(one: Attempt): Promise<void> {
    const { bytes, isFramed, headOnly } = this.#write(one);
    const warned = this.#warnings.length;
    const status = isFramed ? await this.#onKept(bytes, headOnly) : await this.#onOwn(bytes);
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    if (status >= 500 && status !== 501) throw new Error(`answered ${status}`);
    if (this.#warnings.length > warned) throw new Error(this.#warnings.at(-1));
  }

  close(): void {
    this.#connection?.destroy();
  }

  #write(one: Attempt): { bytes: string; isFramed: boolean; headOnly: boolean } {
    if ("raw" in one) return { bytes: one.raw, isFramed: false, headOnly: false };
    const { credentials, region } = clientConfig(this.#emulator);
    const signer: Signer = { credentials, region, at: this.#emulator.now() };
    const base = REQUESTS[one.request] as (typeof REQUESTS)[number];
    const host = new URL(this.#emulator.endpoint).host;
    const start: PlainRequest = { ...base, headers: [["host", host] as const, ...base.headers] };
    const signed = signAs(one.mechanism, one.before.reduce(mutate, start), signer);
    const request = one.after.reduce(mutate, signed);
    const bytes = one.bytes.reduce(mutateBytes, bytesOf(request));
    const isFramed = one.bytes.length === 0 && framesItself(request);
    return { bytes, isFramed, headOnly: request.method === "HEAD" };
  }

  /** Sends a request on the connection that is kept, and gives the status of its answer. */
  async #onKept(bytes: string, headOnly: boolean): Promise<number> {
    if (this.#connection === undefined || this.#connection.isClosed) {
      this.#connection = await RawConnection.open(this.#emulator.endpoint);
    }
    const connection = this.#connection.send(bytes);
    const answer = await inTime(connection, connection.next({ headOnly }), bytes);
    if (answer === undefined || answer.headers.connection === "close") {
      connection.destroy();
      this.#connection = undefined;
    }
    return answer?.status ?? 0;
  }

  /** Sends bytes and ends our side; gives the worst status that comes back. */
  async #onOwn(bytes: string): Promise<number> {
    const connection = await RawConnection.open(this.#emulator.endpoint);
    const text = await inTime(connection, connection.send(bytes).end().rest(), bytes);
    connection.destroy();
    const statuses = [...text.matchAll(/(?:^|\r\n\r\n|>)HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
    return Math.max(0, ...statuses);
  }
}

/** Waits for an answer; ends our side where none comes soon, and gives up where none comes at all. */
async function inTime<T>(connection: RawConnection, answer: Promise<T>, bytes: string): Promise<T> {
  const patience = setTimeout(() => connection.end(), PATIENCE_MILLISECONDS);
  let hang: NodeJS.Timeout | undefined;
  const hanging = new Promise<never>((_resolve, reject) => {
    hang = setTimeout(() => reject(new Error(`no answer and no close: ${JSON.stringify(bytes)}`)), HANG_MILLISECONDS);
  });
  try {
    return await Promise.race([answer, hanging]);
  } finally {
    clearTimeout(patience);
    clearTimeout(hang);
  }
}

/** Clients that hang up are foreseen; everything else that the emulator warns of is a fault. */
function warningsInto(warnings: string[]): Logger {
  const warn: Logger["warn"] = (message, facts) => {
    const text = `${message} ${JSON.stringify(facts)}`;
    if (!/^answer not delivered .*(?:premature close|aborted)/i.test(text)) warnings.push(text);
  };
  return { info: () => {}, warn };
}

function usedMemory(): [heapBytes: number, rssBytes: number] {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external, rss } = process.memoryUsage();
  return [heapUsed + external, rss];
}
