import { afterEach, describe, expect, it } from "vitest";
import { silentLogger, systemClock, systemRandom } from "../../../src/core/index.ts";
import { type HttpServer, startHttpServer } from "../../../src/emulator/pipeline/http-server.ts";
import type { RequestBody } from "../../../src/emulator/pipeline/request.ts";
import { MovableClock } from "../../../src/emulator/state/movable-clock.ts";

const BYTES = Buffer.alloc(1024 * 1024, "0123456789abcdef-");

describe("the body of a request", () => {
  let server: HttpServer;
  afterEach(() => server.close());

  async function put(read: (body: RequestBody) => AsyncIterable<Uint8Array>): Promise<{
    readonly copies: readonly Buffer[];
    readonly chunks: readonly Uint8Array[];
  }> {
    const [copies, chunks]: [Buffer[], Uint8Array[]] = [[], []];
    server = await startHttpServer({
      host: "127.0.0.1",
      port: 0,
      extraHosts: [],
      clock: new MovableClock(systemClock),
      random: systemRandom,
      logger: silentLogger,
      handle: async ({ body }) => {
        for await (const chunk of read(body)) {
          copies.push(Buffer.from(chunk));
          chunks.push(chunk);
        }
        return { status: 200, headers: {} };
      },
      control: () => undefined,
    });
    const answer = await fetch(`http://127.0.0.1:${server.port}/b/k`, { method: "PUT", body: BYTES });
    expect(answer.status).toBe(200);
    return { copies, chunks };
  }

  it("keeps its chunks where they are given", async () => {
    const { copies, chunks } = await put((body) => body.stream());
    expect(Buffer.concat(copies).equals(BYTES)).toBe(true);
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true);
  });

  it("takes its large chunks back where they are only lent", async () => {
    const { copies, chunks } = await put((body) => body.lend());
    expect(Buffer.concat(copies).equals(BYTES)).toBe(true);
    expect(chunks.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(BYTES.length / 2);
  });
});
