import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { type EmulatorProcess, startEmulatorProcess } from "../../cli/emulator-process.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { signWithSmithy } from "../../wire/sigv4/smithy-signer.ts";

const SIZE_BYTES = 5 * 1024 ** 3;
const MAX_GROWTH_BYTES = 150 * 1024 ** 2;
const PATH = "/large/five-gibibytes";

const newDirectory = temporaryDirectories();

/** Bytes of which no two mebibytes are the same. */
function* generated(): Generator<Buffer> {
  const chunk = Buffer.alloc(1024 * 1024, "0123456789abcdef");
  for (let i = 0; i < SIZE_BYTES / chunk.length; i++) {
    const fresh = Buffer.from(chunk);
    fresh.writeUInt32BE(i);
    yield fresh;
  }
}

/** The most that the process has had of memory since it was asked to forget. */
class Memory {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  peakBytes = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#look();
    this.#timer = setInterval(() => this.#look(), 20);
  }

  static of(pid: number): number {
    const [, kibibytes = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    // Pages of the store's file that are mapped are the system's cache, not the program's memory.
    const [, mapped = "0"] = /^RssFile:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return (Number(kibibytes) - Number(mapped)) * 1024;
  }

  #look(): void {
    this.peakBytes = Math.max(this.peakBytes, Memory.of(this.#pid));
  }

  stop(): number {
    clearInterval(this.#timer);
    return this.peakBytes;
  }
}

async function open(emulator: EmulatorProcess, method: "GET" | "PUT"): Promise<ClientRequest> {
  const { endpoint, region, accounts } = emulator.line;
  const [root] = accounts;
  if (root === undefined) throw new Error("no account");
  const { host, hostname, port } = new URL(endpoint);
  const headers = {
    host,
    ...(method === "PUT" ? { "content-length": String(SIZE_BYTES) } : {}),
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
  };
  const signed = await signWithSmithy(
    { method, path: PATH, query: {}, body: "", headers },
    { ...root, region, service: "s3", at: new Date() },
  );
  return request({ hostname, port, method, path: PATH, headers: signed });
}

const answerOf = (outgoing: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => outgoing.on("response", resolve).on("error", reject));

describe.skipIf(process.platform !== "linux")("an object of 5 GiB (memory is read from /proc)", () => {
  it("is put and got in less than 150 MiB more memory, and is the same", async () => {
    const emulator = await startEmulatorProcess("--data", newDirectory(), "--quiet");
    try {
      const { endpoint, region, accounts } = emulator.line;
      const credentials = accounts[0] as NonNullable<(typeof accounts)[0]>;
      const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
      await s3.send(new CreateBucketCommand({ Bucket: "large" }));
      const before = Memory.of(emulator.line.pid);
      const memory = new Memory(emulator.line.pid);

      const sent = createHash("md5");
      const put = await open(emulator, "PUT");
      const stored = answerOf(put);
      await pipeline(
        Readable.from(
          (function* () {
            for (const chunk of generated()) {
              sent.update(chunk);
              yield chunk;
            }
          })(),
        ),
        put,
      );
      const answer = await stored;
      answer.resume();
      const digest = sent.digest("hex");
      expect([answer.statusCode, answer.headers.etag]).toEqual([200, `"${digest}"`]);

      const get = await open(emulator, "GET");
      const got = answerOf(get);
      get.end();
      const received = createHash("md5");
      let receivedBytes = 0;
      for await (const chunk of await got) {
        receivedBytes += (chunk as Buffer).length;
        received.update(chunk as Buffer);
      }
      expect([receivedBytes, received.digest("hex")]).toEqual([SIZE_BYTES, digest]);
      const growth = memory.stop() - before;
      expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
    } finally {
      await emulator.stop();
    }
  });
});
