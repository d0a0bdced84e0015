import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { type EmulatorProcess, startEmulatorProcess } from "../../cli/emulator-process.ts";
import { filesBelow } from "../../support/files-below.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const KILLS = 50;
const WRITERS = 6;
const KEYS_PER_WRITER = 12;
const Bucket = "crash";
/** On both sides of where bytes lie in files, and large enough to be torn. */
const SIZES = [0, 300, 5_000, 60_000, 70_000, 400_000, 2_500_000] as const;

const newDirectory = temporaryDirectories();

/** What a key may hold: what was acknowledged last, or what was asked for since and never answered. */
interface Key {
  readonly possible: Set<string | undefined>;
}

/** Writes and deletes, and remembers what was acknowledged. */
class Writers {
  readonly #keys = new Map<string, Key>();
  acknowledged = 0;
  #serial = 0;

  /** Works until the server is gone. */
  async work(s3: S3Client): Promise<void> {
    await Promise.all(Array.from({ length: WRITERS }, (_, i) => this.#write(s3, i)));
  }

  async #write(s3: S3Client, writer: number): Promise<void> {
    for (;;) {
      const serial = this.#serial++;
      const name = `w${writer}/k${serial % KEYS_PER_WRITER}`;
      const key = this.#keys.get(name) ?? { possible: new Set([undefined]) };
      this.#keys.set(name, key);
      const body = serial % 7 === 6 ? undefined : bodyOf(serial);
      const digest = body === undefined ? undefined : digestOf(body);
      key.possible.add(digest);
      try {
        if (body === undefined) await s3.send(new DeleteObjectCommand({ Bucket, Key: name }));
        else await s3.send(new PutObjectCommand({ Bucket, Key: name, Body: body }));
      } catch {
        return;
      }
      key.possible.clear();
      key.possible.add(digest);
      this.acknowledged++;
    }
  }

  /** Reads every key, and holds it to what was acknowledged. Gives the sizes of the objects that are there. */
  async check(s3: S3Client): Promise<readonly number[]> {
    const sizes: number[] = [];
    const listed = new Set<string>();
    for (const { Key: name } of (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []) {
      listed.add(name ?? "");
    }
    for (const [name, { possible }] of this.#keys) {
      const body = await read(s3, name);
      const digest = body === undefined ? undefined : digestOf(body);
      expect(possible.has(digest), `${name} is ${digest}, not one of ${[...possible].join(", ")}`).toBe(true);
      expect(listed.has(name)).toBe(body !== undefined);
      possible.clear();
      possible.add(digest);
      if (body !== undefined) sizes.push(body.length);
    }
    return sizes;
  }
}

function bodyOf(serial: number): Buffer {
  const body = Buffer.alloc(SIZES[serial % SIZES.length] ?? 0, serial % 251);
  if (body.length >= 4) body.writeUInt32BE(serial);
  return body;
}

const digestOf = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex").slice(0, 16);

async function read(s3: S3Client, name: string): Promise<Uint8Array | undefined> {
  try {
    return await (await s3.send(new GetObjectCommand({ Bucket, Key: name }))).Body?.transformToByteArray();
  } catch (error) {
    if ((error as Error).name === "NoSuchKey") return undefined;
    throw error;
  }
}

function clientOf({ line: { endpoint, region, accounts } }: EmulatorProcess): S3Client {
  const [credentials] = accounts;
  if (credentials === undefined) throw new Error("no account");
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
}

/** Repeatable moments from 0 to 250 ms: the first ones fall on the very first requests. */
const momentOf = (round: number): number => ((round * 7919) % 251) ** 2 / 251;

describe("an emulator that is killed", () => {
  it(`has every acknowledged object whole after each of ${KILLS} kills, and no other file`, {
    timeout: 400_000,
  }, async () => {
    const directory = newDirectory();
    const writers = new Writers();
    for (let round = 0; round <= KILLS; round++) {
      const emulator = await startEmulatorProcess("--data", directory, "--quiet");
      const s3 = clientOf(emulator);
      try {
        if (round === 0) await s3.send(new CreateBucketCommand({ Bucket }));
        const sizes = await writers.check(s3);
        // Looked at before anything is written again: this start has cleared away what the killed one had begun.
        const files = filesBelow(join(directory, "objects"));
        expect(files).toHaveLength(sizes.filter((size) => size > 64 * 1024).length);
        if (round === KILLS) break;
        const working = writers.work(s3);
        await pause(momentOf(round));
        await emulator.end("SIGKILL");
        await working;
      } finally {
        s3.destroy();
        await emulator.stop();
      }
    }
    expect(writers.acknowledged).toBeGreaterThan(KILLS);
  });
});
