import type { EventLoopUtilityFunction } from "node:perf_hooks";
import { Window } from "../../multipart/window.ts";
import type { FileWatch, SendJob } from "../file-sender.ts";
import type { FileOutcome } from "../outcome.ts";

/** More in flight would only be more in memory where a thread computes so much of its time. */
const BUSY = 0.9;
/** So many files are sent between two looks at it. */
const LOOK_EVERY = 16;
/** Larger files are not handed over ahead of their turn: each takes its share of memory from then on. */
const AHEAD_BYTES = 64 * 2 ** 10;

/** What sends the files of a lane. */
export interface LaneSender {
  send(job: SendJob, watch: FileWatch): Promise<FileOutcome>;
  /** Told how many may be on the way to the server at a time, wherever it has to wait for that itself. */
  setMostInFlight?(files: number): void;
  readonly eventLoopUtilization: EventLoopUtilityFunction;
  /** How many files it takes beyond those that may be on the way, so that messages are of many. */
  readonly ahead: number;
}

/** One thread's share of what is in flight. */
export class Lane {
  readonly #sender: LaneSender;
  readonly #window: Window;
  #taken = 0;
  #sent = 0;
  #utilization: ReturnType<EventLoopUtilityFunction>;
  #isBusy = false;

  /** @param most How many files may be in flight at most. */
  constructor(most: number, sender: LaneSender) {
    this.#sender = sender;
    this.#window = new Window(most);
    this.#utilization = sender.eventLoopUtilization();
    sender.setMostInFlight?.(this.#window.limit);
  }

  /** Whether the thread computes nearly all of its time. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** How many files it has. */
  get taken(): number {
    return this.#taken;
  }

  hasRoomFor({ sizeBytes }: SendJob): boolean {
    return this.#taken < this.#window.limit + (sizeBytes <= AHEAD_BYTES ? this.#sender.ahead : 0);
  }

  /** Takes the place that {@link leave} gives back. */
  enter(): void {
    this.#taken += 1;
  }

  leave(): void {
    this.#taken -= 1;
  }

  send(job: SendJob, watch: FileWatch): Promise<FileOutcome> {
    return this.#sender.send(job, watch);
  }

  /** Changes how many files may be in flight at most. */
  setMost(most: number): void {
    this.#window.setMost(most);
    this.#sender.setMostInFlight?.(this.#window.limit);
  }

  /** The window opens as long as the network is what is waited for. */
  wentWell(): void {
    this.#sent += 1;
    if (this.#sent % LOOK_EVERY === 0) {
      const now = this.#sender.eventLoopUtilization();
      this.#isBusy = this.#sender.eventLoopUtilization(now, this.#utilization).utilization > BUSY;
      this.#utilization = now;
    }
    if (this.#isBusy) return;
    this.#window.wentWell();
    this.#sender.setMostInFlight?.(this.#window.limit);
  }

  /** The server asks for less. */
  tooMuch(): void {
    this.#window.tooMuch(this.#window.round);
    this.#sender.setMostInFlight?.(this.#window.limit);
  }
}
