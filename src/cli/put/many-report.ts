import type { FileFailed, FileOutcome, FileSkipped, ManyEvent, ManyUploaded } from "../../upload/index.ts";
import { byteSize } from "../byte-size.ts";
import type { Output } from "../output.ts";
import { visible } from "../visible.ts";

/** How the outcomes of files are told. */
export interface ReportSettings {
  readonly quiet: boolean;
  /** As lines of JSON on standard error. */
  readonly json: boolean;
  /** Tells people of files that are there already, too: after a long while they are nearly all. */
  readonly verbose: boolean;
  readonly bucket: string;
}

/** Tells what becomes of each file: in a line, or as an event. Failures are told to whoever wants quiet, too. */
export function outcomeTeller(settings: ReportSettings, output: Output): (outcome: FileOutcome) => void {
  const { quiet, json, verbose, bucket } = settings;
  return (outcome) => {
    if (json) output.note(JSON.stringify(outcomeEvent(outcome)));
    else if (outcome.outcome === "failed") output.note(failedText(outcome));
    else if (!quiet && (verbose || !isUnchanged(outcome))) output.line(outcomeText(outcome, bucket));
  };
}

function isUnchanged(outcome: FileOutcome): boolean {
  return outcome.outcome === "skipped" && outcome.reason === "unchanged";
}

function outcomeEvent(outcome: FileOutcome): object {
  if (outcome.outcome !== "failed") {
    const { outcome: event, ...facts } = outcome;
    return { event, ...facts };
  }
  const { file, key, error } = outcome;
  const { code, message, hint, facts } = error;
  return { event: "failed", file, key, error: { code, message, hint, facts } };
}

function failedText({ file, error }: FileFailed): string {
  const { message, hint } = error;
  return visible(`failed ${file}: ${message}. ${hint ?? ""}`.trimEnd());
}

const SKIPPED: Readonly<Record<FileSkipped["reason"], string>> = {
  unchanged: "it is there already, and the same",
  special: "it is a pipe, a socket or a device",
  loop: "it is a link to a folder that it is in itself",
  link: "links are not followed",
};

function outcomeText(outcome: Exclude<FileOutcome, FileFailed>, bucket: string): string {
  const { file, key, sizeBytes } = outcome;
  const to = `${file} to s3://${bucket}/${key}`;
  switch (outcome.outcome) {
    case "uploaded":
      return visible(`uploaded ${to} (${sizeBytes} bytes, verified)`);
    case "planned":
      return visible(`would upload ${to} (${sizeBytes} bytes)`);
    case "skipped":
      return visible(`skipped ${file}: ${SKIPPED[outcome.reason]}`);
  }
}

/** What has become of all files, in a line. */
export function summaryText(sum: ManyUploaded): string {
  const { bucket, prefix, uploaded, uploadedBytes, planned, plannedBytes, unchanged, skipped, failed } = sum;
  const place = visible(`s3://${bucket}/${prefix}`);
  const sent =
    planned > 0 && uploaded === 0
      ? `would upload ${files(planned)} (${byteSize(plannedBytes)}) to ${place}`
      : `uploaded ${files(uploaded)} (${byteSize(uploadedBytes)}) to ${place}`;
  const rest = [
    unchanged === 0 ? "" : `${unchanged.toLocaleString("en")} there already`,
    skipped === 0 ? "" : `${skipped.toLocaleString("en")} skipped`,
    failed === 0 ? "" : `${failed.toLocaleString("en")} failed`,
  ];
  return [sent, ...rest.filter((text) => text !== "")].join(", ");
}

/** `1 file`, `1,234 files`. */
export function files(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "file" : "files"}`;
}

/** An event of one file, or of the lease, in a line. */
export function eventText(event: ManyEvent): string {
  const of = event.file === undefined ? "" : visible(`${event.file}: `);
  switch (event.event) {
    case "resumed":
      return `${of}going on: ${byteSize(event.confirmedBytes)} of ${byteSize(event.totalBytes)} are there already`;
    case "restarted":
      return `${of}it or its settings changed since the last attempt: that one was aborted, and all is sent anew`;
    case "renewed":
      return `took lease ${event.leaseId}, which lives until ${event.expiresAt.toISOString()}`;
    case "renewal-failed":
      return `the lease could not be renewed: ${event.reason}; it lives until ${event.expiresAt.toISOString()}, and is tried again in a minute`;
    case "discarded":
      return `${of}nothing is kept of this upload`;
  }
}
