import type { Progress } from "../put-object.ts";
import type { FileOutcome } from "./outcome.ts";
import type { Job } from "./sources.ts";

/** How far an upload of several files has come. */
export interface ManyProgress {
  /** Files that were found so far; all of them once {@link isWalked}. */
  readonly foundFiles: number;
  readonly foundBytes: number;
  /** Whether all folders have been gone through, so that what was found is all there is. */
  readonly isWalked: boolean;
  /** Files that are uploaded, unchanged or failed. */
  readonly doneFiles: number;
  /** Bytes of these, and those of the others that were handed to the network. */
  readonly doneBytes: number;
  /** The files that are being sent, the oldest first. */
  readonly inFlight: readonly ({ readonly file: string } & Progress)[];
}

/** Keeps the account of how far the files have come. */
export class ProgressAccount implements ManyProgress {
  readonly #listener: ((progress: ManyProgress) => void) | undefined;
  readonly #inFlight = new Map<Job, Progress>();
  #foundFiles = 0;
  #foundBytes = 0;
  #isWalked = false;
  #doneFiles = 0;
  #settledBytes = 0;

  /** @param listener Told after every change. */
  constructor(listener: ((progress: ManyProgress) => void) | undefined) {
    this.#listener = listener;
  }

  get foundFiles(): number {
    return this.#foundFiles;
  }

  get foundBytes(): number {
    return this.#foundBytes;
  }

  get isWalked(): boolean {
    return this.#isWalked;
  }

  get doneFiles(): number {
    return this.#doneFiles;
  }

  get doneBytes(): number {
    let bytes = this.#settledBytes;
    for (const { sentBytes } of this.#inFlight.values()) bytes += sentBytes;
    return bytes;
  }

  get inFlight(): ManyProgress["inFlight"] {
    return [...this.#inFlight].map(([{ file }, progress]) => ({ file, ...progress }));
  }

  found({ sizeBytes }: Job): void {
    this.#foundFiles += 1;
    this.#foundBytes += sizeBytes;
  }

  walked(): void {
    this.#isWalked = true;
  }

  started(job: Job): void {
    this.#inFlight.set(job, { sentBytes: 0, totalBytes: job.sizeBytes });
  }

  /** What is told after the end of a file comes too late. */
  sent(job: Job, progress: Progress): void {
    if (!this.#inFlight.has(job)) return;
    this.#inFlight.set(job, progress);
    this.#listener?.(this);
  }

  done(job: Job, outcome: FileOutcome): void {
    this.#inFlight.delete(job);
    this.#doneFiles += 1;
    // What failed is done with too: what is left to send is without it.
    this.#settledBytes += outcome.outcome === "uploaded" ? outcome.sizeBytes : job.sizeBytes;
    this.#listener?.(this);
  }
}
