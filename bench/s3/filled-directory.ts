import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "../../src/core/index.ts";
import { findObject, type ObjectRecord, putObjectRecord } from "../../src/emulator/services/s3/objects.ts";
import { openDataDirectory } from "../../src/emulator/state/data-directory.ts";
import { BUCKET_DOCUMENT, startEmulatorProcess } from "./emulator-process.ts";
import { end } from "./processes.ts";
import { RawConnection, signedRequest } from "./raw-client.ts";
import { BUCKET } from "./target.ts";

/** A data directory of the emulator with a bucket in it. */
export interface FilledDirectory {
  readonly path: string;
  remove(): void;
}

/** Keys are spread over this many prefixes. */
export const PREFIXES = 1000;

const BATCH = 10_000;
const BYTES = Buffer.alloc(100, "0123456789abcdef");
const PATTERN = "pattern";

/**
 * A data directory with a bucket of `count` objects of 100 bytes, at most a million. One object is put over HTTP; the
 * others are written straight into the stores, as copies of its record with bytes of their own.
 */
export async function filledDirectory(count: number): Promise<FilledDirectory> {
  const path = mkdtempSync(join(tmpdir(), "keylease-bench-"));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  try {
    await makePattern(path);
    await copyPattern(path, count);
    // Filled without waiting for the disk; whoever measures now must not wait for what was left over.
    flush(join(path, "metadata", "data.mdb"));
    return { path, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The key of an object: `p0042/000017`. Every prefix has as many, as far as that is possible. */
export function keyOf(index: number, count: number): string {
  const each = Math.ceil(count / PREFIXES);
  const [prefix, place] = [Math.floor(index / each), index % each];
  return `p${String(prefix).padStart(4, "0")}/${String(place).padStart(6, "0")}`;
}

async function makePattern(path: string): Promise<void> {
  const { port, owner, child } = await startEmulatorProcess(path);
  const connection = new RawConnection(port);
  for (const [target, body] of [
    [`/${BUCKET}`, BUCKET_DOCUMENT],
    [`/${BUCKET}/${PATTERN}`, BYTES.toString()],
  ] as const) {
    const request = await signedRequest({ port, caller: owner }, { method: "PUT", path: target, body });
    const answer = await connection.send(request);
    if (answer.status !== 200) throw new Error(`PUT ${target}: ${answer.status} ${answer.body}`);
  }
  connection.close();
  await end(child);
}

async function copyPattern(path: string, count: number): Promise<void> {
  const { store, blobs, close } = await openDataDirectory(path, { fsync: false, random: systemRandom });
  try {
    const pattern = findObject(store, BUCKET, PATTERN) as ObjectRecord;
    for (let first = 0; first < count; first += BATCH) {
      const batch = Math.min(BATCH, count - first);
      const staged = await Promise.all(Array.from({ length: batch }, () => blobs.stage(oneChunk())));
      await store.transaction((writer) => {
        staged.forEach((blob, i) => {
          blob.keep(writer);
          const object = { ...pattern, content: { form: "whole", blob: blob.ref } as const };
          putObjectRecord(writer, [BUCKET, keyOf(first + i, count)], object);
        });
      });
    }
  } finally {
    await close();
  }
}

async function* oneChunk(): AsyncGenerator<Buffer> {
  yield BYTES;
}

function flush(file: string): void {
  const descriptor = openSync(file, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
