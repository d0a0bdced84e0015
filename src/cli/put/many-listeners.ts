import type { Lease } from "../../lease/index.ts";
import type { ManyEvent, ManyProgress, UploadManyOptions } from "../../upload/index.ts";
import { describeTimeShort, LeaseTime } from "../lease-time.ts";
import type { Renewal } from "../lease-ways.ts";
import type { Output } from "../output.ts";
import { manyProgressOf } from "./many-progress.ts";
import { eventText } from "./many-report.ts";

/** How often it is looked whether the leases will live to the end: to sum up what is in flight costs more than a clock. */
const LOOK_MILLISECONDS = 1_000;

/** The leases of an upload of several files, and what is to be expected when they end. */
export interface LeasesOutlook {
  readonly leases: readonly Lease[];
  readonly renewal: Renewal;
}

/** What is told while several files are uploaded: how far they have come, what happens besides, and that the time is short. */
export function manyListeners(
  settings: { readonly quiet: boolean; readonly json: boolean },
  outlook: LeasesOutlook,
  output: Output,
): Pick<UploadManyOptions, "onProgress" | "onEvent"> {
  const { quiet, json } = settings;
  const tell = (event: object, text: string): void => {
    if (json) output.note(JSON.stringify(event));
    else if (!quiet) output.note(text);
  };
  const showProgress = manyProgressOf(settings, output);
  if (showProgress === undefined) return { onEvent: (event) => tell(event, eventText(event)) };
  const time = leaseTimeOf(outlook, tell);
  return {
    onProgress: (progress) => {
      showProgress(progress);
      time?.onProgress(progress);
    },
    onEvent: (event) => {
      time?.onEvent(event);
      tell(event, eventText(event));
    },
  };
}

/** Watches the lease that ends first. Of files that are yet to be found nobody knows, so it is told late rather than wrongly. */
function leaseTimeOf(
  { leases, renewal }: LeasesOutlook,
  tell: (event: object, text: string) => void,
): { onProgress(progress: ManyProgress): void; onEvent(event: ManyEvent): void } | undefined {
  const ends = leases.map(({ credentials }) => credentials.expiration.getTime());
  if (ends.length === 0 || renewal.kind === "sure") return undefined;
  const time = new LeaseTime({
    expiresAt: new Date(Math.min(...ends)),
    renewal,
    isStream: false,
    tell: (short) => tell({ event: "time-short", ...short }, describeTimeShort(short, renewal)),
  });
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    onProgress: (progress) => {
      const now = performance.now();
      if (now - lookedAt < LOOK_MILLISECONDS) return;
      lookedAt = now;
      time.onProgress({ sentBytes: progress.doneBytes, totalBytes: progress.foundBytes });
    },
    onEvent: (event) => time.onEvent(event),
  };
}
