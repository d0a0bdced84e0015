import type { KeyleaseError } from "../../core/index.ts";
import type { UploadedObject } from "../put-object.ts";

/** Why a file was left where it is. */
export type SkipReason =
  /** The object is there already, of equal size and checksum. */
  | "unchanged"
  /** It is a pipe, a socket or a device. */
  | "special"
  /** It is a link to a folder that the link itself is in. */
  | "loop"
  /** It is a link, and links were not to be followed. */
  | "link";

/** A file that S3 has confirmed. */
export interface FileUploaded extends UploadedObject {
  readonly outcome: "uploaded";
  readonly file: string;
}

/** A file that would be sent. */
export interface FilePlanned {
  readonly outcome: "planned";
  readonly file: string;
  readonly key: string;
  readonly sizeBytes: number;
}

/** A file that is not sent. */
export interface FileSkipped {
  readonly outcome: "skipped";
  readonly file: string;
  readonly key: string;
  readonly reason: SkipReason;
  /** 0 for all but files that are unchanged. */
  readonly sizeBytes: number;
}

/** A file, or a folder with all that is in it, that could not be sent. */
export interface FileFailed {
  readonly outcome: "failed";
  readonly file: string;
  /** Absent where the file comes to none. */
  readonly key?: string;
  readonly error: KeyleaseError;
}

/** What became of one of several files. */
export type FileOutcome = FileUploaded | FilePlanned | FileSkipped | FileFailed;

/** What became of several files. */
export interface ManyUploaded {
  readonly bucket: string;
  /** What all keys begin with; empty where none was given. */
  readonly prefix: string;
  /** How many files were sent and confirmed. */
  readonly uploaded: number;
  readonly uploadedBytes: number;
  /** How many files would have been sent, where nothing was to be. */
  readonly planned: number;
  readonly plannedBytes: number;
  /** How many files were there already. */
  readonly unchanged: number;
  /** How many other entries were left out: special files, links, loops. */
  readonly skipped: number;
  readonly failed: number;
  /** The first thousand of those that failed. */
  readonly failures: readonly FileFailed[];
}

/** So many failures are held in memory. */
const MOST_FAILURES = 1_000;

/** Counts what becomes of files. */
export class Tally {
  readonly #place: Pick<ManyUploaded, "bucket" | "prefix">;
  readonly #counts = {
    uploaded: 0,
    uploadedBytes: 0,
    planned: 0,
    plannedBytes: 0,
    unchanged: 0,
    skipped: 0,
    failed: 0,
  };
  readonly #failures: FileFailed[] = [];

  constructor(place: Pick<ManyUploaded, "bucket" | "prefix">) {
    this.#place = place;
  }

  note(outcome: FileOutcome): void {
    const counts = this.#counts;
    switch (outcome.outcome) {
      case "uploaded":
        counts.uploaded += 1;
        counts.uploadedBytes += outcome.sizeBytes;
        break;
      case "planned":
        counts.planned += 1;
        counts.plannedBytes += outcome.sizeBytes;
        break;
      case "skipped":
        if (outcome.reason === "unchanged") counts.unchanged += 1;
        else counts.skipped += 1;
        break;
      case "failed":
        counts.failed += 1;
        if (this.#failures.length < MOST_FAILURES) this.#failures.push(outcome);
    }
  }

  sum(): ManyUploaded {
    return { ...this.#place, ...this.#counts, failures: [...this.#failures] };
  }
}
