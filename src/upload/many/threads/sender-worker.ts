import type { EventLoopUtilityFunction } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import type { FileWatch, SendJob } from "../file-sender.ts";
import type { FileOutcome } from "../outcome.ts";
import type { KeptErrors } from "./error-data.ts";
import type { LeaseDesk } from "./lease-desk.ts";
import type { CredentialsAsk, FileReport, ThreadJob, ThreadOrder, ThreadReport, ThreadSettings } from "./messages.ts";

/**
 * Each thread has a heap of its own. Small files leave nothing behind that lives long, and a young generation as large as the
 * main thread's would be memory that is only waited for to fill.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 128 } as const;

/** A thread that was asked to stop has so long until it is ended. */
const STOP_MILLISECONDS = 2_000;

/**
 * What came of a file that a thread was given, besides an outcome. `declined`: it was not sent, being too large. `lost`: the
 * thread is no more, and whether it was sent is not known.
 */
export type ThreadOutcome = FileOutcome | "declined" | "lost";

/** What threads have in common. */
export interface WorkerSettings {
  /** The file that the thread runs. */
  readonly program: URL;
  readonly thread: ThreadSettings;
  readonly desk: LeaseDesk;
  readonly errors: KeptErrors;
  /** Its abort ends what is on its way. */
  readonly signal: AbortSignal;
  /** Told when a thread can be given files. */
  readonly onReady: () => void;
  /** Told when it has ended before it was closed. */
  readonly onLost: () => void;
}

interface Pending {
  readonly job: SendJob;
  readonly watch: FileWatch;
  readonly resolve: (outcome: ThreadOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that sends small files, as the main thread sees it. */
export class SenderWorker {
  readonly #settings: WorkerSettings;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  readonly #onAbort = (): void => this.#stop();
  #jobs: ThreadJob[] = [];
  #telling: NodeJS.Immediate | undefined;
  #mostInFlight = 0;
  #sent = 0;
  #isReady = false;
  #isClosed = false;

  /** @throws where this process can have no threads. */
  constructor(settings: WorkerSettings) {
    this.#settings = settings;
    // It is to work as this thread does: flags and environment are inherited, which decide about TLS and names.
    this.#worker = new Worker(settings.program, { resourceLimits: RESOURCE_LIMITS, name: "keylease-sender" });
    this.#worker.on("message", (report: ThreadReport) => this.#take(report));
    this.#worker.on("messageerror", () => void this.#worker.terminate());
    // What follows is its end, which is what counts.
    this.#worker.on("error", () => {});
    this.#ended = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        this.#end();
        resolve();
      });
    });
    settings.signal.addEventListener("abort", this.#onAbort);
  }

  /** How much of its time it computes. */
  get eventLoopUtilization(): EventLoopUtilityFunction {
    return this.#worker.performance.eventLoopUtilization;
  }

  /** Gives it a file. What is given in one turn goes in one message. */
  send(job: SendJob, watch: FileWatch): Promise<ThreadOutcome> {
    if (!this.#isReady) return Promise.resolve("lost");
    const id = this.#sent++;
    this.#jobs.push({ id, job });
    this.#tellSoon();
    return new Promise((resolve, reject) => this.#pending.set(id, { job, watch, resolve, reject }));
  }

  /** Says how many files may be on the way to the server at a time. */
  setMostInFlight(files: number): void {
    if (files === this.#mostInFlight) return;
    this.#mostInFlight = files;
    this.#tellSoon();
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker.terminate();
  }

  #take(report: ThreadReport): void {
    switch (report.report) {
      case "ready":
        this.#isReady = true;
        this.#tell({ order: "begin", settings: this.#settings.thread });
        this.#settings.onReady();
        break;
      case "files":
        for (const file of report.files) this.#takeFile(file);
        break;
      case "ask":
        void this.#answer(report);
    }
  }

  #takeFile(report: FileReport): void {
    const { id } = report;
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    const { job, watch, resolve, reject } = pending;
    if (report.kind === "attempt-failed") {
      watch.onFailedAttempt(this.#settings.errors.errorOf(report.error));
      return;
    }
    this.#pending.delete(id);
    const { file, key, sizeBytes } = job;
    switch (report.kind) {
      case "uploaded": {
        const { bucket } = this.#settings.thread;
        const { etag, checksum, sizeBytes, url, requestId } = report.object;
        resolve({ outcome: "uploaded", file, bucket, key, etag, checksum, sizeBytes, url, requestId });
        break;
      }
      case "unchanged":
        resolve({ outcome: "skipped", file, key, reason: "unchanged", sizeBytes });
        break;
      case "declined":
        resolve("declined");
        break;
      case "failed":
        reject(this.#settings.errors.errorOf(report.error));
    }
  }

  async #answer({ ask, ...question }: CredentialsAsk): Promise<void> {
    this.#tell({ order: "credentials", ask, answer: await this.#settings.desk.answer(question) });
  }

  #tellSoon(): void {
    this.#telling ??= setImmediate(() => {
      this.#telling = undefined;
      const jobs = this.#jobs;
      this.#jobs = [];
      this.#tell({ order: "send", jobs, mostInFlight: this.#mostInFlight });
    });
  }

  #tell(order: ThreadOrder): void {
    this.#worker.postMessage(order);
  }

  #stop(): void {
    this.#tell({ order: "stop" });
    const timer = setTimeout(() => void this.#worker.terminate(), STOP_MILLISECONDS);
    void this.#ended.then(() => clearTimeout(timer));
  }

  /** What it told before it ended has been taken by now. */
  #end(): void {
    const { signal, onLost } = this.#settings;
    signal.removeEventListener("abort", this.#onAbort);
    this.#isReady = false;
    const left = [...this.#pending.values()];
    this.#pending.clear();
    for (const { resolve, reject } of left) {
      if (signal.aborted) reject(signal.reason);
      else resolve("lost");
    }
    if (!this.#isClosed) onLost();
  }
}
