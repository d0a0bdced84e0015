import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { silentLogger, systemClock, systemRandom } from "../../../src/core/index.ts";
import { type HttpServer, startHttpServer } from "../../../src/emulator/pipeline/http-server.ts";
import type { IncomingRequest } from "../../../src/emulator/pipeline/request.ts";
import type { HttpResponse } from "../../../src/emulator/pipeline/service.ts";
import { MovableClock } from "../../../src/emulator/state/movable-clock.ts";
import { AwsError } from "../../../src/wire/index.ts";
import { RawConnection } from "../../support/raw-connection.ts";
import { element } from "../services/s3/world.ts";

describe("a client that stops sending", () => {
  let server: HttpServer;
  afterEach(() => server.close());

  // A head may take its time but where that is what is tested: on a busy machine the client itself may be slow to send it.
  async function connectTo(
    handle: (request: IncomingRequest) => Promise<HttpResponse>,
    headersMilliseconds = 20_000,
  ): Promise<RawConnection> {
    server = await startHttpServer({
      host: "127.0.0.1",
      port: 0,
      extraHosts: [],
      clock: new MovableClock(systemClock),
      random: systemRandom,
      logger: silentLogger,
      headersMilliseconds,
      idleMilliseconds: 20,
      handle,
      control: () => undefined,
    });
    return RawConnection.open(`http://127.0.0.1:${server.port}`);
  }

  const head = (more: string): string => `PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`;

  it("within the head is answered with RequestTimeout", async () => {
    const connection = await connectTo(() => Promise.reject(new Error("no request was sent")), 20);
    const answer = await connection.send("PUT / HT").next();
    expect([answer?.status, element(answer?.body ?? "", "Code")]).toEqual([400, "RequestTimeout"]);
    connection.destroy();
  });

  it("within a body that is waited for is answered with what the reader makes of it", async () => {
    const connection = await connectTo(async ({ body }) => {
      const error: unknown = await body.readAll(100).catch((thrown: unknown) => thrown);
      if (!(error instanceof AwsError)) throw error;
      return { status: error.status, headers: {}, body: error.code };
    });
    const answer = await connection.send(`${head("Content-Length: 10\r\n")}01234`).next();
    expect([answer?.status, answer?.body, answer?.headers.connection]).toEqual([400, "RequestTimeout", "close"]);
    connection.destroy();
  });

  it("is not asked for a body that nobody wants", async () => {
    const connection = await connectTo(async () => ({ status: 403, headers: {}, body: "no" }));
    const answer = await connection.send(head("Content-Length: 10\r\nExpect: 100-continue\r\n")).next();
    expect(answer).toMatchObject({ status: 403, body: "no", interim: [] });
    await connection.closed();
  });

  it("is asked for a body when somebody reads it", async () => {
    const connection = await connectTo(async ({ body }) => {
      const text = (await body.readAll(100)).toString();
      return { status: 200, headers: {}, body: text };
    });
    connection.send(head("Content-Length: 5\r\nExpect: 100-continue\r\n"));
    setImmediate(() => connection.send("01234"));
    expect(await connection.next()).toMatchObject({ status: 200, body: "01234", interim: [100] });
    connection.destroy();
  });

  it("and has ended its side is answered all the same, once the answer is there", async () => {
    let answerFirst: () => void = () => {};
    const first = new Promise<void>((resolve) => {
      answerFirst = resolve;
    });
    let requests = 0;
    const connection = await connectTo(async () => {
      if (++requests === 1) await first;
      return { status: 200, headers: {}, body: `request ${requests}` };
    });
    connection.send(head("Content-Length: 0\r\n")).end();
    // Whole exchanges on another connection: by their end the server has seen the end of the first one.
    const other = await RawConnection.open(`http://127.0.0.1:${server.port}`);
    for (const number of [2, 3]) {
      expect((await other.send(head("Content-Length: 0\r\n")).next())?.body).toBe(`request ${number}`);
    }
    other.destroy();
    answerFirst();
    expect(await connection.next()).toMatchObject({ status: 200 });
    await connection.closed();
  });

  it("can send to its end what nobody wants, rather than be cut off", async () => {
    const connection = await connectTo(async () => ({ status: 403, headers: {}, body: "no" }));
    const body = Buffer.alloc(16 * 1_048_576);
    const start = head(`Content-Length: ${body.length}\r\n`);
    connection.send(start);
    expect(await connection.next()).toMatchObject({ status: 403, body: "no" });
    await new Promise((resolve) => connection.socket.write(body, resolve));
    expect([connection.socket.errored, connection.socket.bytesWritten]).toEqual([null, start.length + body.length]);
    await connection.closed();
  });

  it("is told in full why a body of any size is not wanted, and no more of it is held than passes by", async () => {
    const connection = await connectTo(async () => ({ status: 403, headers: {}, body: "no" }));
    const piece = Buffer.alloc(1_048_576);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    connection.send(head(`Content-Length: ${200 * piece.length}\r\n`));
    for (let i = 0; i < 200 && connection.socket.writable; i++) {
      const isRoomLeft = connection.socket.write(piece);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      if (!isRoomLeft) await Promise.race([once(connection.socket, "drain"), connection.closed()]);
    }
    expect(await connection.next()).toMatchObject({ status: 403, body: "no" });
    connection.destroy();
    // Sixty-four pieces are far more than the sockets of both sides hold, and far less than was sent.
    expect(most).toBeLessThan(64 * piece.length);
  });
});
