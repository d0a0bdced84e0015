import { KeyleaseError } from "../../core/index.ts";
import { isThrottled } from "../failure.ts";
import type { UploadEvent } from "../multipart/upload-file.ts";
import type { FileSender, FileWatch, SendJob } from "./file-sender.ts";
import type { ProgressAccount } from "./many-progress.ts";
import type { FileOutcome } from "./outcome.ts";
import { Permits } from "./permits.ts";
import { memoryOfSmall, SMALL_BYTES } from "./small-memory.ts";
import { StopRule } from "./stop-rule.ts";
import type { Lane } from "./threads/lane.ts";
import type { Lanes } from "./threads/lanes.ts";

/** What small files in flight hold in memory, at most. */
const SMALL_MEMORY_BYTES = 8 * 2 ** 20;
/** What a file costs that is streamed: what sums it up, what is sent of it, and what is not collected yet. */
const STREAMED_BYTES = 4 * 2 ** 20;
/** What a file costs at the least: its request, and its place in a socket. */
const LEAST_BYTES = 16 * 2 ** 10;
/** So many large files wait for others of their size while the small ones go on. */
const MOST_WAITING = 1_000;

/** How files are sent. */
export interface DispatchSettings {
  readonly sender: FileSender;
  /** Where files that go in one PUT are sent. */
  readonly lanes: Lanes;
  /** How many parts of larger ones are in flight at most. */
  readonly mostParts: number;
  readonly progress: ProgressAccount;
  readonly onOutcome: (outcome: FileOutcome) => void;
  readonly onEvent: (event: UploadEvent, file: string) => void;
  /** Ends all that is on its way. */
  readonly stop: AbortController;
  /** Aborted by the person, or by {@link stop}. */
  readonly signal: AbortSignal;
}

/**
 * Sends files, many at a time: small ones within windows and one share of memory, those in parts beside them within
 * another, so that neither waits for the other. One file's failure is its own, unless it is that of all.
 */
export class Dispatcher {
  readonly #settings: DispatchSettings;
  readonly #memory = new Permits(SMALL_MEMORY_BYTES);
  readonly #parts: Permits;
  readonly #waiting = new Permits(MOST_WAITING);
  readonly #rule = new StopRule();
  readonly #running = new Set<Promise<void>>();

  constructor(settings: DispatchSettings) {
    this.#settings = settings;
    this.#parts = new Permits(settings.mostParts);
  }

  /** Begins to send a file, once there is a place for it. */
  async dispatch(job: SendJob): Promise<void> {
    const parts = this.#settings.sender.partsOf(job);
    if (parts > 1) {
      await this.#waiting.take(1);
      this.#run(this.#sendLarge(job, parts));
      return;
    }
    const { lanes } = this.#settings;
    const lane = await lanes.enter(job);
    const memory = await this.#memory.take(memoryOf(job));
    this.#run(
      this.#send(job, lane).finally(() => {
        this.#memory.give(memory);
        lanes.leave(lane);
      }),
    );
  }

  /** Waits for all that was begun. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** What a job comes to without its being sent. */
  note(outcome: FileOutcome): void {
    this.#settings.onOutcome(outcome);
  }

  #run(work: Promise<void>): void {
    const running = work
      .catch((error: unknown) => this.#settings.stop.abort(error))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #sendLarge(job: SendJob, parts: number): Promise<void> {
    const taken = await this.#parts.take(parts);
    this.#waiting.give(1);
    try {
      await this.#send(job, this.#settings.lanes.main);
    } finally {
      this.#parts.give(taken);
    }
  }

  async #send(job: SendJob, lane: Lane): Promise<void> {
    const { lanes, progress, signal, onEvent } = this.#settings;
    if (signal.aborted) return;
    const { round } = lanes;
    progress.started(job);
    try {
      const watch: FileWatch = {
        onProgress: (sent) => progress.sent(job, sent),
        onEvent: (event) => onEvent(event, job.file),
        onFailedAttempt: (error) => {
          if (isThrottled(error)) lanes.tooMuch(round);
        },
      };
      const outcome = await lane.send(job, watch);
      lanes.wentWell(lane);
      this.#rule.succeeded();
      this.#settle(job, outcome);
    } catch (error) {
      this.#failed(job, error);
    }
  }

  #failed(job: SendJob, error: unknown): void {
    const { stop, signal } = this.#settings;
    // It ends with all others, and is none that failed.
    if (signal.aborted) return;
    if (!(error instanceof KeyleaseError)) {
      stop.abort(error);
      return;
    }
    this.#settle(job, { outcome: "failed", file: job.file, key: job.key, error });
    if (this.#rule.failed(error)) stop.abort(error);
  }

  #settle(job: SendJob, outcome: FileOutcome): void {
    this.#settings.progress.done(job, outcome);
    this.#settings.onOutcome(outcome);
  }
}

function memoryOf({ sizeBytes }: SendJob): number {
  return sizeBytes > SMALL_BYTES ? STREAMED_BYTES : Math.max(LEAST_BYTES, memoryOfSmall(sizeBytes));
}
