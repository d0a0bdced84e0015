import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { Lease, ManyUploaded } from "../../../src/index.ts";
import type { FileOutcome, UploadManyOptions, UploadSource } from "../../../src/upload/index.ts";
import { type ThreadedUpload, uploadWithThreads } from "../../../src/upload/many/upload-many.ts";
import { digest, type LeasedBucket } from "../leased-bucket.ts";
import { senderProgram } from "./threads/sender-program.ts";

/** Writes files by their names into a folder. */
export function fill(folder: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, ...name.split("/").slice(0, -1)), { recursive: true });
    writeFileSync(`${folder}/${name}`, content);
  }
  return folder;
}

/** A retry that makes no test slow. */
export const QUICK_RETRY = { attempts: 4, baseMilliseconds: 1, mostMilliseconds: 5 };

/** What became of an upload: its sum, and each file. */
export interface Run {
  readonly sum: ManyUploaded;
  readonly outcomes: readonly FileOutcome[];
  /** `uploaded a`, by the ends of the keys, in order. */
  readonly words: readonly string[];
}

/** Does what `uploadMany` does, with so many threads that have their share from the first file on. */
export async function uploadIn(
  threads: number,
  sources: readonly UploadSource[],
  upload: Omit<ThreadedUpload, "start">,
): Promise<ManyUploaded> {
  const start = { most: threads, leastWaiting: 0, isEager: true, program: await senderProgram() };
  return uploadWithThreads(sources, { ...upload, start });
}

/** Options of {@link runMany}. */
export interface RunOptions extends UploadManyOptions {
  /** How many threads send besides. Default: 0. */
  readonly threads?: number;
}

/** Uploads, and gathers what is told of files. */
export async function runMany(
  sources: readonly UploadSource[],
  leases: Lease | readonly Lease[],
  { threads = 0, ...options }: RunOptions = {},
): Promise<Run> {
  const outcomes: FileOutcome[] = [];
  const onFile = (outcome: FileOutcome): void => {
    outcomes.push(outcome);
    options.onFile?.(outcome);
  };
  const sum = await uploadIn(threads, sources, { leases, options: { retry: QUICK_RETRY, ...options, onFile } });
  const words = outcomes.map(({ outcome, key, file }) => `${outcome} ${key?.slice(sum.prefix.length) ?? file}`);
  return { sum, outcomes, words: words.sort() };
}

/** SHA-256 of each object below a prefix, by the rest of its key, as S3 lists them. */
export async function objectsBelow(bucket: LeasedBucket, prefix: string): Promise<Record<string, string | undefined>> {
  const listed = await bucket.s3.send(
    new ListObjectsV2Command({ Bucket: bucket.bucket, Prefix: prefix, EncodingType: "url" }),
  );
  const keys = (listed.Contents ?? []).map(({ Key = "" }) => decodeURIComponent(Key.replaceAll("+", " ")));
  const found: Record<string, string | undefined> = {};
  for (const key of keys) found[key.slice(prefix.length)] = await bucket.digestOf(key);
  return found;
}

/** The same of what was to be uploaded. */
export function digestsOf(files: Readonly<Record<string, string | Buffer>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, digest(Buffer.from(content))]));
}
