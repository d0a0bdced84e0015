import { type Clock, systemClock } from "../core/index.ts";
import type { Lease } from "../lease/index.ts";
import type { Progress, UploadEvent } from "../upload/index.ts";
import { byteSize, timeSpan } from "./byte-size.ts";
import type { Renewal } from "./lease-ways.ts";

/** Slower than any link that one would upload over. */
const WORTH_TELLING_BYTES_PER_SECOND = 256 * 1024;
/** A rate that was measured for less time says little. */
const MEASURED_MILLISECONDS = 10_000;
/** What is left of a lease when an upload of unknown length is told of. */
const NEAR_END_SECONDS = 300;

/**
 * What is said before an upload whose lease may end before it: without a way to another lease the time must suffice, or what
 * is missing is sent with the next one.
 *
 * @returns `undefined` where there is nothing to say.
 */
export function timeNeeded(
  { credentials }: Lease,
  renewal: Renewal,
  { sizeBytes, now }: { readonly sizeBytes: number; readonly now: Date },
): string | undefined {
  if (renewal.kind === "sure") return undefined;
  const secondsLeft = (credentials.expiration.getTime() - now.getTime()) / 1000;
  const needed = sizeBytes / Math.max(1, secondsLeft);
  if (needed < WORTH_TELLING_BYTES_PER_SECOND) return undefined;
  return (
    `the lease lives another ${timeSpan(secondsLeft)} and ${renewal.text}; ` +
    `that time suffices from ${byteSize(needed)}/s on, and what is not sent by then can be sent with another lease`
  );
}

/** That a lease will end before the upload does. */
export interface TimeShort {
  /** Whole seconds, here and below. */
  readonly secondsLeft: number;
  /** By the rate so far; absent for a stream, of which nobody knows how much is to come. */
  readonly secondsNeeded?: number;
}

/** Watches, while an upload runs, whether its lease will live to the end of it. */
export class LeaseTime {
  readonly #tell: (short: TimeShort) => void;
  readonly #isStream: boolean;
  readonly #clock: Clock;
  #expiresAt: number;
  #isTold: boolean;
  #first: { readonly at: number; readonly sentBytes: number } | undefined;

  /** @param settings.tell Called once for each lease, at the most. */
  constructor(settings: {
    /** Where there are several leases, when the first of them ends. */
    readonly expiresAt: Date;
    readonly renewal: Renewal;
    readonly isStream: boolean;
    readonly tell: (short: TimeShort) => void;
    readonly clock?: Clock;
  }) {
    this.#tell = settings.tell;
    this.#isStream = settings.isStream;
    this.#clock = settings.clock ?? systemClock;
    this.#expiresAt = settings.expiresAt.getTime();
    // Where there will be another lease, this one's end means nothing.
    this.#isTold = settings.renewal.kind === "sure";
  }

  onEvent(event: UploadEvent): void {
    if (event.event !== "renewed") return;
    this.#expiresAt = event.expiresAt.getTime();
    this.#isTold = false;
  }

  onProgress({ sentBytes, totalBytes }: Progress): void {
    if (this.#isTold) return;
    const now = this.#clock.now().getTime();
    // An upload that goes on, or is tried again, does not begin at 0.
    if (this.#first === undefined || sentBytes < this.#first.sentBytes) this.#first = { at: now, sentBytes };
    const elapsed = now - this.#first.at;
    if (elapsed < MEASURED_MILLISECONDS) return;
    const secondsLeft = (this.#expiresAt - now) / 1000;
    if (this.#isStream) {
      if (secondsLeft < NEAR_END_SECONDS) this.#say({ secondsLeft: Math.round(secondsLeft) });
      return;
    }
    const bytesPerSecond = ((sentBytes - this.#first.sentBytes) / elapsed) * 1000;
    const secondsNeeded = (totalBytes - sentBytes) / bytesPerSecond;
    if (!(bytesPerSecond > 0 && secondsNeeded > secondsLeft)) return;
    this.#say({ secondsLeft: Math.round(secondsLeft), secondsNeeded: Math.round(secondsNeeded) });
  }

  #say(short: TimeShort): void {
    this.#isTold = true;
    this.#tell(short);
  }
}

/** That the time is short, in a line. */
export function describeTimeShort({ secondsLeft, secondsNeeded }: TimeShort, renewal: Renewal): string {
  const how = renewal.kind === "sure" ? "is renewed" : renewal.text;
  const lease = `the lease lives another ${timeSpan(secondsLeft)} and ${how}`;
  if (secondsNeeded === undefined) return `${lease}; standard input that has not ended by then is lost`;
  return (
    `${lease}, but at this rate the upload takes another ${timeSpan(secondsNeeded)}; ` +
    "what is not sent by then can be sent with another lease"
  );
}
