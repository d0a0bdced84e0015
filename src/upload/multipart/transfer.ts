import { pageMemory } from "../../core/index.ts";
import type { ChecksumAlgorithm } from "../checksum/checksum.ts";
import type { Connection } from "../connection.ts";
import { isCorruption, isThrottled, isTransient, mayRefuseTrailers } from "../failure.ts";
import type { PlannedPart } from "../plan.ts";
import { type RetryPolicy, retrying } from "../retry.ts";
import { stopSignal } from "../stop-signal.ts";
import { type ConfirmedPart, sendPart } from "./calls.ts";
import { BUFFERED_BYTES, type PartBytes } from "./part-bytes.ts";
import { PassingPart } from "./passing-part.ts";
import { Window } from "./window.ts";

/** Gives parts one after the other; `undefined` where there are no more. */
export interface PartSource {
  /** Memory that the next part needs. */
  readonly memoryBytes: number;
  /** Reads the next part; asked for the one after it in the meantime. The memory is lent until S3 has confirmed it. */
  next(memory: Buffer): Promise<PartBytes | PassingPart | undefined>;
  /**
   * Reads a part that was to be read while it is sent, and does so with all that come after it. Where no part is ever sent in
   * that way, there need not be one.
   */
  whole?(part: PlannedPart): Promise<PartBytes>;
}

/** How parts are sent. */
export interface TransferSettings {
  readonly connection: Connection;
  readonly uploadId: string;
  /** What the parts are summed up by. */
  readonly algorithm: ChecksumAlgorithm;
  readonly source: PartSource;
  /** The first memory to lend. Default: it is made when it is needed. */
  readonly memory?: Buffer;
  /** How many parts are in flight at most; memory is this many times the first one. */
  readonly mostInFlight: number;
  /** Memory that others used before, and others will use after it. Default: none. */
  readonly pool?: Buffer[] | undefined;
  readonly retry: RetryPolicy;
  /** Told of every part once S3 has confirmed it; the next one waits for it. */
  readonly onConfirmed: (part: ConfirmedPart) => Promise<void> | void;
  /** Told how many bytes are on the way or confirmed by this transfer. */
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends all parts of a source, several at a time. The first that fails for good stops the others.
 *
 * @throws what that part failed with. An abort rejects with the signal's reason.
 */
export async function transferParts(settings: TransferSettings): Promise<void> {
  const transfer = new Transfer(settings);
  await Promise.all(Array.from({ length: settings.mostInFlight }, () => transfer.send()));
  transfer.throwIfFailed();
}

/** Longer than for one PUT: what is sent already is worth waiting for. */
export const PATIENT_RETRY: RetryPolicy = { attempts: 8, baseMilliseconds: 200, mostMilliseconds: 10_000 };

/** A part, in the form that it is sent in. */
interface PartOnItsWay {
  bytes: PartBytes | PassingPart;
}

class Transfer {
  readonly #settings: TransferSettings;
  readonly #window: Window;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #mostMemoryBytes: number;
  readonly #memory: Buffer[];
  readonly #inFlight = new Map<number, number>();
  #confirmedBytes = 0;
  #isAtEnd = false;
  /** Whether the server has confirmed a part with its checksum behind the bytes. */
  #hasPassed = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(settings: TransferSettings) {
    const { signal, mostInFlight, source, memory } = settings;
    this.#settings = settings;
    this.#memory = settings.pool ?? [];
    if (memory !== undefined) this.#memory.push(memory);
    this.#mostMemoryBytes = mostInFlight * Math.max(BUFFERED_BYTES, source.memoryBytes);
    this.#window = new Window(mostInFlight);
    this.#signal = stopSignal(this.#stop, signal);
  }

  throwIfFailed(): void {
    this.#settings.signal?.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Sends one part after the other until there are no more. */
  async send(): Promise<void> {
    while (!this.#isAtEnd && !this.#signal.aborted) {
      await this.#window.enter();
      try {
        await this.#sendNext();
      } catch (error) {
        this.#failure ??= { error };
        this.#stop.abort(error);
      } finally {
        this.#window.leave();
      }
    }
  }

  async #sendNext(): Promise<void> {
    if (this.#isAtEnd || this.#signal.aborted) return;
    const memory = this.#takeMemory();
    const bytes = await this.#settings.source.next(memory);
    if (bytes === undefined) {
      this.#isAtEnd = true;
      return;
    }
    const onItsWay = { bytes };
    const confirmed = await retrying(() => this.#sendInSomeForm(onItsWay), {
      policy: this.#settings.retry,
      isTransient: (error) => isTransient(error) || isCorruption(error),
      signal: this.#signal,
    });
    this.#confirmedBytes += confirmed.sizeBytes;
    this.#inFlight.delete(confirmed.number);
    this.#window.wentWell();
    await this.#settings.onConfirmed(confirmed);
    if (!(bytes instanceof PassingPart) || bytes.isMemoryFree) this.#memory.push(memory);
    this.#tell();
  }

  /** Sends a part, and where the server turns out not to know checksums behind the bytes, with its checksum before them. */
  async #sendInSomeForm(onItsWay: PartOnItsWay): Promise<ConfirmedPart> {
    const { bytes } = onItsWay;
    try {
      const confirmed = await this.#sendOnce(bytes);
      this.#hasPassed ||= bytes instanceof PassingPart;
      return confirmed;
    } catch (error) {
      const { source } = this.#settings;
      if (!(bytes instanceof PassingPart) || this.#hasPassed || !mayRefuseTrailers(error)) throw error;
      const known = await source.whole?.(bytes.part);
      if (known === undefined) throw error;
      onItsWay.bytes = known;
      return this.#sendOnce(known);
    }
  }

  /** Where parts become larger, fewer of them are in flight, and memory stays what it was. */
  #takeMemory(): Buffer {
    const { source, mostInFlight } = this.#settings;
    const { memoryBytes } = source;
    const fitting = Math.floor(this.#mostMemoryBytes / Math.max(1, memoryBytes));
    this.#window.setMost(Math.max(1, Math.min(mostInFlight, fitting)));
    const memory = this.#memory.pop();
    return memory === undefined || memory.length < memoryBytes ? pageMemory(memoryBytes) : memory;
  }

  async #sendOnce(bytes: PartBytes | PassingPart): Promise<ConfirmedPart> {
    const { connection, uploadId, algorithm } = this.#settings;
    const { number } = bytes.part;
    const { round } = this.#window;
    const onProgress = (sentBytes: number): void => {
      this.#inFlight.set(number, sentBytes);
      this.#tell();
    };
    try {
      return await sendPart(connection, bytes, { uploadId, algorithm, onProgress, signal: this.#signal });
    } catch (error) {
      this.#inFlight.delete(number);
      if (isThrottled(error)) this.#window.tooMuch(round);
      throw error;
    }
  }

  #tell(): void {
    let sentBytes = this.#confirmedBytes;
    for (const bytes of this.#inFlight.values()) sentBytes += bytes;
    this.#settings.onProgress(sentBytes);
  }
}
