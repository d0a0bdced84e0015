import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from "../checksum/checksum.ts";
import type { ConfirmedPart } from "../multipart/calls.ts";
import { stateUnwritable } from "./lock.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const text = v.pipe(v.string(), v.minLength(1));

/** What a journal says first: which upload it is of. */
export interface JournalStart {
  readonly version: 1;
  readonly uploadId: string;
  /** Absolute path of the file. */
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly sizeBytes: number;
  readonly partBytes: number;
  /** How its parts are summed up. */
  readonly checksum: ChecksumAlgorithm;
  /** SHA-256 of the headers that the upload began with: with other ones it is another upload. */
  readonly settings: string;
  /** The role of the lease, to take one again by. */
  readonly roleArn?: string;
  readonly startedAt: string;
}

const startSchema = v.strictObject({
  version: v.literal(1),
  uploadId: text,
  file: text,
  bucket: text,
  key: text,
  region: text,
  endpoint: v.exactOptional(text),
  sizeBytes: count,
  partBytes: count,
  checksum: v.picklist(CHECKSUM_ALGORITHMS),
  settings: text,
  roleArn: v.exactOptional(text),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
});

/** What a journal tells. */
export interface JournalContent {
  readonly start: JournalStart;
  readonly parts: ReadonlyMap<number, ConfirmedPart>;
}

const partSchema = v.strictObject({ part: count, size: count, etag: text, checksum: v.pipe(text, v.base64()) });

/** The id of an upload on this machine: of one file to one object. */
export function journalId(upload: {
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly endpoint?: string | undefined;
}): string {
  const { endpoint = "", bucket, key, file } = upload;
  return createHash("sha256")
    .update(JSON.stringify([endpoint, bucket, key, file]))
    .digest("hex")
    .slice(0, 12);
}

/** Where the journal of an id is. */
export function journalPath(folder: string, id: string): string {
  return join(folder, `${id}.jsonl`);
}

/** Where the lock of an id is. */
export function lockPath(folder: string, id: string): string {
  return join(folder, `${id}.lock`);
}

/**
 * Makes the folder of journals; nobody else may look into it.
 *
 * @throws KeyleaseError `StateUnwritable`.
 */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw stateUnwritable(folder, error);
  });
}

/**
 * Reads a journal. The line that was being written when the process was killed is left out, and so is a line that
 * makes no sense: what it would say is asked of S3, or sent again.
 *
 * @returns `undefined` where there is none.
 */
export async function readJournal(path: string): Promise<JournalContent | undefined> {
  const content = await readFile(path, "utf8").catch(() => "");
  const [first = "", ...rest] = content.split("\n");
  const start = v.safeParse(startSchema, parseJson(first));
  if (!start.success) return undefined;
  const parts = new Map<number, ConfirmedPart>();
  for (const line of rest) {
    const found = v.safeParse(partSchema, parseJson(line));
    if (!found.success) continue;
    const { part: number, size: sizeBytes, etag, checksum } = found.output;
    parts.set(number, { number, sizeBytes, etag, checksum });
  }
  return { start: start.output, parts };
}

/** The ids of all journals in a folder, in the order in which they were begun. */
export async function journalIds(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const ids = names.flatMap((name) => /^([0-9a-f]{12})\.jsonl$/.exec(name)?.[1] ?? []);
  const ages = await Promise.all(
    ids.map(async (id) => (await stat(journalPath(folder, id)).catch(() => undefined))?.birthtimeMs ?? 0),
  );
  return ids
    .map((id, i) => [id, ages[i] ?? 0] as const)
    .sort((a, b) => a[1] - b[1])
    .map(([id]) => id);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A journal that is being written: one line for each part, as soon as S3 has confirmed it. */
export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Begins a journal in the place of what is there, with what is confirmed already. It has its name only when it is whole.
   *
   * @throws KeyleaseError `StateUnwritable`.
   */
  static async begin(path: string, { start, parts }: JournalContent): Promise<Journal> {
    const fresh = `${path}.${process.pid}.new`;
    try {
      await rm(fresh, { force: true });
      const file = await open(fresh, "ax", 0o600);
      const journal = new Journal(path, file);
      await file.appendFile(`${JSON.stringify(start)}\n${[...parts.values()].map(lineOf).join("")}`);
      await file.sync();
      await rename(fresh, path);
      return journal;
    } catch (error) {
      throw stateUnwritable(path, error);
    }
  }

  /** @throws KeyleaseError `StateUnwritable`. */
  async confirm(part: ConfirmedPart): Promise<void> {
    // One after the other: two writes at once may end in the middle of each other.
    const written = this.#writing.then(() => this.#append(lineOf(part)));
    this.#writing = written.catch(() => {});
    await written.catch((error: unknown) => {
      throw stateUnwritable(this.#path, error);
    });
  }

  /** As `appendFile` does, which takes three times as long for a line. */
  async #append(line: string): Promise<void> {
    for (let rest = Buffer.from(line); rest.length > 0; ) {
      const { bytesWritten } = await this.#file.write(rest);
      rest = rest.subarray(bytesWritten);
    }
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
}

function lineOf({ number, sizeBytes, etag, checksum }: ConfirmedPart): string {
  return `${JSON.stringify({ part: number, size: sizeBytes, etag, checksum })}\n`;
}

/** Forgets an upload. */
export async function removeJournal(path: string): Promise<void> {
  await rm(path, { force: true });
}
