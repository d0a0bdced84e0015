// What runs in a thread of its own, started by its file: it sends small files for the main thread. All that it knows comes by
// messages.

import { type MessagePort, parentPort } from "node:worker_threads";
import { systemClock } from "../../../core/index.ts";
import { checksumMethod } from "../../checksum/methods.ts";
import { stopSignal } from "../../stop-signal.ts";
import { Transport } from "../../transport.ts";
import { Disk } from "../disk.ts";
import { FileSender, type FileWatch } from "../file-sender.ts";
import { AskedLeases, type NumberedCredentials } from "./asked-leases.ts";
import { ErrorCrossing } from "./error-data.ts";
import type { CredentialsAsk, FileReport, ThreadJob, ThreadOrder, ThreadReport, ThreadSettings } from "./messages.ts";

/** So many files are told of in one message, */
const TELL_FILES = 16;
/** or those of so long. */
const TELL_MILLISECONDS = 10;

interface Asking {
  readonly resolve: (given: NumberedCredentials) => void;
  readonly reject: (error: Error) => void;
}

class SenderThread {
  readonly #port: MessagePort;
  readonly #stop = new AbortController();
  readonly #errors = new ErrorCrossing();
  readonly #asking = new Map<number, Asking>();
  readonly #running = new Set<Promise<void>>();
  #sender: Promise<FileSender> | undefined;
  readonly #queue: ThreadJob[] = [];
  #next = 0;
  #mostInFlight = 0;
  #asks = 0;
  #reports: FileReport[] = [];
  #telling: NodeJS.Timeout | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (order: ThreadOrder) => this.#do(order));
    this.#tell({ report: "ready" });
  }

  #do(order: ThreadOrder): void {
    switch (order.order) {
      case "begin":
        this.#sender = this.#senderOf(order.settings);
        // Whoever sends with it is told.
        this.#sender.catch(() => {});
        break;
      case "send":
        this.#queue.push(...order.jobs);
        this.#mostInFlight = order.mostInFlight;
        this.#sendNext();
        break;
      case "credentials": {
        const { ask, answer } = order;
        const asking = this.#asking.get(ask);
        this.#asking.delete(ask);
        if ("error" in answer) asking?.reject(this.#errors.errorOf(answer.error));
        else asking?.resolve(answer);
        break;
      }
      case "stop":
        this.#end().catch(() => process.exit());
    }
  }

  async #senderOf(settings: ThreadSettings): Promise<FileSender> {
    const { bucket, secure, region, leases, isRenewed, idleMilliseconds, retry, options } = settings;
    const signal = stopSignal(this.#stop);
    return new FileSender({
      bucket,
      transport: new Transport({ secure, region, clock: systemClock, idleMilliseconds, signal }),
      leases: new AskedLeases({ leases, isRenewed, clock: systemClock, ask: (question) => this.#ask(question) }),
      disk: new Disk(),
      clock: systemClock,
      retry,
      method: await checksumMethod(options.checksum),
      options: { ...options, signal },
      mostInFlight: 1,
      unfinishedKeys: new Set(),
      isDryRun: false,
      isOffline: false,
    });
  }

  #ask(question: Omit<CredentialsAsk, "ask">): Promise<NumberedCredentials> {
    const ask = this.#asks++;
    return new Promise((resolve, reject) => {
      this.#asking.set(ask, { resolve, reject });
      this.#tell({ report: "ask", ask, ...question });
    });
  }

  #sendNext(): void {
    while (this.#running.size < this.#mostInFlight && !this.#stop.signal.aborted) {
      const job = this.#queue[this.#next];
      if (job === undefined) break;
      this.#next += 1;
      const running = this.#send(job).finally(() => {
        this.#running.delete(running);
        this.#sendNext();
        this.#tellFilesIfWorth();
      });
      this.#running.add(running);
    }
    if (this.#next < this.#queue.length) return;
    this.#queue.length = 0;
    this.#next = 0;
  }

  async #send({ id, job }: ThreadJob): Promise<void> {
    const watch: FileWatch = {
      onProgress: () => {},
      onEvent: () => {},
      onFailedAttempt: (error) => this.#report({ id, kind: "attempt-failed", error: this.#errors.dataOf(error) }),
    };
    try {
      const outcome = await (await this.#sender)?.sendSmall(job, watch);
      if (outcome === undefined) this.#report({ id, kind: "declined" });
      else if (outcome.outcome === "uploaded") {
        const { etag, checksum, sizeBytes, url, requestId } = outcome;
        this.#report({ id, kind: "uploaded", object: { etag, checksum, sizeBytes, url, requestId } });
      } else this.#report({ id, kind: "unchanged" });
    } catch (error) {
      // What the stop ended is nothing that became of the file.
      if (!this.#stop.signal.aborted) this.#report({ id, kind: "failed", error: this.#errors.dataOf(error) });
    }
  }

  #report(file: FileReport): void {
    this.#reports.push(file);
    // The server may have asked for less.
    if (file.kind === "attempt-failed") this.#tellFiles();
    else this.#telling ??= setTimeout(() => this.#tellFiles(), TELL_MILLISECONDS);
  }

  /** Each message wakes the main thread: it is of several files, unless it is that thread's turn to give new ones. */
  #tellFilesIfWorth(): void {
    if (this.#reports.length >= TELL_FILES || this.#running.size === 0) this.#tellFiles();
  }

  #tellFiles(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    const files = this.#reports;
    this.#reports = [];
    if (files.length > 0) this.#tell({ report: "files", files });
  }

  #tell(report: ThreadReport): void {
    this.#port.postMessage(report);
  }

  async #end(): Promise<void> {
    this.#stop.abort(new Error("the main thread stops it"));
    for (const { reject } of this.#asking.values()) reject(new Error("the main thread stops it"));
    // The last of them tells what S3 confirmed before.
    await Promise.all(this.#running);
    process.exit();
  }
}

if (parentPort !== null) new SenderThread(parentPort);
