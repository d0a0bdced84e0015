import { openSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger, systemClock, systemRandom } from "../../../src/core/index.ts";
import { type HttpServer, startHttpServer } from "../../../src/emulator/pipeline/http-server.ts";
import { CHUNK_BYTES, ChunkPool } from "../../../src/emulator/state/chunk-pool.ts";
import { FileStream } from "../../../src/emulator/state/file-stream.ts";
import { MovableClock } from "../../../src/emulator/state/movable-clock.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const FILES = 6;
/** More than sockets take at once, and of another content for each file: a chunk that is used too early shows. */
const contentOf = (file: number): Buffer => Buffer.alloc(20 * CHUNK_BYTES + file, `${file}-0123456789`);
const newDirectory = temporaryDirectories();

describe("an answer whose chunks are used again", () => {
  let server: HttpServer;
  let directory: string;
  const streams: FileStream[] = [];
  beforeEach(async () => {
    directory = newDirectory();
    for (let file = 0; file < FILES; file++) writeFileSync(join(directory, String(file)), contentOf(file));
    const pool = new ChunkPool();
    server = await startHttpServer({
      host: "127.0.0.1",
      port: 0,
      extraHosts: [],
      clock: new MovableClock(systemClock),
      random: systemRandom,
      logger: silentLogger,
      handle: async ({ head }) => {
        const body = new FileStream(openSync(join(directory, head.path), "r"), pool);
        streams.push(body);
        return { status: 200, headers: {}, body };
      },
      control: () => undefined,
    });
  });
  afterEach(() => server.close());

  async function isWhole(file: number): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${server.port}/${file}`);
    return contentOf(file).equals(Buffer.from(await answer.arrayBuffer()));
  }

  /** A client that reads a little and hangs up. */
  function leave(file: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(`GET /${file} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
      socket.once("data", () => socket.destroy()).once("close", () => resolve());
    });
  }

  it("comes whole to many at once, while others hang up", async () => {
    for (let round = 0; round < 3; round++) {
      const all = Array.from({ length: FILES }, (_, file) => [isWhole(file), leave(file)] as const);
      expect(await Promise.all(all.map(([whole]) => whole))).toEqual(Array(FILES).fill(true));
      await Promise.all(all.map(([, left]) => left));
    }
    await expect.poll(() => streams.every(({ closed }) => closed)).toBe(true);
  });

  it("breaks off where the file cannot be read", async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/.`).catch((error: unknown) => error);
    expect(answer instanceof Response ? await answer.text().catch((error: unknown) => error) : answer).toBeInstanceOf(
      Error,
    );
  });
});
