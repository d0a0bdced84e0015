import { performance } from "node:perf_hooks";
import type { FileSender, SendJob } from "../file-sender.ts";
import { Lane, type LaneSender } from "./lane.ts";
import { SenderWorker, type WorkerSettings } from "./sender-worker.ts";

/** So many files wait in a thread for their turn: messages are of many, for each wakes a thread and costs as much as a signature. */
const FILES_AHEAD = 32;

/** How many threads send beside the main one, and when they begin to. */
export interface ThreadUse extends Omit<WorkerSettings, "onReady" | "onLost"> {
  /** How many there are at most. */
  readonly most: number;
  /** With fewer files before it no thread is started: a start costs as much as sending hundreds. */
  readonly leastWaiting: number;
  /** Whether all are started at once, and waited for. */
  readonly isEager: boolean;
}

/** Where files are sent. */
export interface LanesSettings {
  readonly sender: FileSender;
  /** How many files are in flight at most, in all threads together. */
  readonly mostFiles: number;
  /** How many files were found, and are not done. */
  readonly waitingFiles: () => number;
  /** `undefined`: the main thread sends all. */
  readonly threads: ThreadUse | undefined;
}

/**
 * Divides files among the main thread and others. Another one is started when all there are compute all of their time, and
 * enough is left for it to do. None is started any more after one that could not start, or ended before its time; what it
 * had is sent by the main thread.
 */
export class Lanes {
  /** The main thread's own. */
  readonly main: Lane;
  readonly #settings: LanesSettings;
  readonly #workers: SenderWorker[] = [];
  #lanes: readonly Lane[];
  #round = 0;
  #isStarting = false;
  #mayStart: boolean;
  #wake = (): void => {};

  constructor(settings: LanesSettings) {
    const { sender, mostFiles, threads } = settings;
    this.#settings = settings;
    const utilizationOf = performance.eventLoopUtilization.bind(performance);
    const send: LaneSender["send"] = (job, watch) => sender.send(job, watch);
    this.main = new Lane(mostFiles, { send, eventLoopUtilization: utilizationOf, ahead: 0 });
    this.#lanes = [this.main];
    this.#mayStart = threads !== undefined;
  }

  /** Waits for a place for a file. One file waits at a time. */
  async enter(job: SendJob): Promise<Lane> {
    if (this.#settings.threads?.isEager) await this.#startAll(this.#settings.threads);
    for (;;) {
      const lane = this.#roomFor(job);
      if (lane !== undefined) {
        lane.enter();
        return lane;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  leave(lane: Lane): void {
    lane.leave();
    this.#wake();
  }

  wentWell(lane: Lane): void {
    lane.wentWell();
    this.#startOneIfWorth();
  }

  /** How often it has been too much so far. */
  get round(): number {
    return this.#round;
  }

  /**
   * Files of the same round fail together, and halve what may be in flight once: in all threads, for they send to the same
   * server.
   *
   * @param round What {@link round} was when the file was begun.
   */
  tooMuch(round: number): void {
    if (round !== this.#round) return;
    this.#round += 1;
    for (const lane of this.#lanes) lane.tooMuch();
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#mayStart = false;
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  /** The one that has least; of two a thread, for the main one does all the rest. */
  #roomFor(job: SendJob): Lane | undefined {
    const lanes = this.#settings.sender.isSmall(job) ? this.#lanes : [this.main];
    let found: Lane | undefined;
    for (const lane of lanes) {
      if (lane.hasRoomFor(job) && (found === undefined || lane.taken <= found.taken)) found = lane;
    }
    return found;
  }

  #startOneIfWorth(): void {
    const { threads, waitingFiles } = this.#settings;
    if (!this.#mayStart || this.#isStarting || threads === undefined) return;
    if (this.#workers.length >= Math.min(threads.most, this.#settings.mostFiles - 1)) {
      this.#mayStart = false;
      return;
    }
    if (waitingFiles() >= threads.leastWaiting && this.#lanes.every(({ isBusy }) => isBusy))
      this.#start(threads, () => {});
  }

  async #startAll(threads: ThreadUse): Promise<void> {
    const most = Math.min(threads.most, this.#settings.mostFiles - 1);
    while (this.#mayStart && this.#workers.length < most) {
      await new Promise<void>((resolve) => this.#start(threads, resolve));
    }
  }

  #start(threads: ThreadUse, onSettled: () => void): void {
    this.#isStarting = true;
    let lane: Lane | undefined;
    const settled = (): void => {
      this.#isStarting = false;
      onSettled();
      this.#wake();
    };
    try {
      const worker = new SenderWorker({
        ...threads,
        onReady: () => {
          lane = this.#laneOf(worker);
          this.#divide([...this.#lanes, lane]);
          settled();
        },
        onLost: () => {
          this.#mayStart = false;
          this.#divide(this.#lanes.filter((other) => other !== lane));
          settled();
        },
      });
      this.#workers.push(worker);
    } catch {
      this.#mayStart = false;
      settled();
    }
  }

  /** What may be in flight is divided evenly; the main thread has what is over. */
  #divide(lanes: readonly Lane[]): void {
    const { mostFiles } = this.#settings;
    const share = Math.floor(mostFiles / lanes.length);
    for (const lane of lanes) lane.setMost(lane === this.main ? mostFiles - share * (lanes.length - 1) : share);
    this.#lanes = lanes;
  }

  #laneOf(worker: SenderWorker): Lane {
    const { sender } = this.#settings;
    return new Lane(1, {
      send: async (job, watch) => {
        const outcome = await worker.send(job, watch);
        if (outcome === "declined") return sender.send(job, watch);
        if (outcome === "lost") return sender.send({ ...job, mayBeDone: true }, watch);
        return outcome;
      },
      setMostInFlight: (files) => worker.setMostInFlight(files),
      eventLoopUtilization: worker.eventLoopUtilization,
      ahead: FILES_AHEAD,
    });
  }
}
