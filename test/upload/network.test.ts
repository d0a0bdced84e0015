import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { putObject } from "../../src/upload/index.ts";
import { type FakeServer, readRequest, startFakeServer, startRawServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";
import { inputFor, refusing, stored, uploadFolder } from "./fake-s3.ts";

const folder = uploadFolder();
afterAll(() => folder.remove());
const large = (): string => folder.write("large.bin", Buffer.alloc(4 * 1024 ** 2, 7));

let server: FakeServer;
afterEach(() => server.close());

function refuse(response: ServerResponse): void {
  const { status, body = "" } = refusing(403, "AccessDenied");
  response.writeHead(status, { connection: "close", "content-length": Buffer.byteLength(body) }).end(body);
}

async function store(message: IncomingMessage, response: ServerResponse): Promise<number> {
  const seen = await readRequest(message);
  const { status, headers = {} } = stored(seen);
  response.writeHead(status, headers).end();
  return seen.body.length;
}

describe("a large upload", () => {
  it("sends no byte of its body where it is refused before", async () => {
    let bodyBytes = 0;
    server = await startRawServer(
      () => {},
      (http) => {
        http.on("checkContinue", (message: IncomingMessage, response: ServerResponse) => {
          message.on("data", (chunk: Buffer) => {
            bodyBytes += chunk.length;
          });
          refuse(response);
        });
      },
    );
    const error = await refusedBy(putObject(inputFor(large(), server.endpoint)));
    expect(error.code).toBe("ServiceError");
    expect(bodyBytes).toBe(0);
  });

  it("waits for the server's word, then sends its body once", async () => {
    const seen: number[] = [];
    server = await startRawServer(
      () => {},
      (http) => {
        http.on("checkContinue", (message: IncomingMessage, response: ServerResponse) => {
          response.writeContinue();
          void store(message, response).then((bytes) => seen.push(bytes));
        });
      },
    );
    await putObject(inputFor(large(), server.endpoint));
    expect(seen).toEqual([4 * 1024 ** 2]);
  });

  it("goes ahead where the server does not know the question", async () => {
    server = await startRawServer(
      () => {},
      (http) => {
        http.on("checkContinue", (message: IncomingMessage, response: ServerResponse) => void store(message, response));
      },
    );
    expect((await putObject(inputFor(large(), server.endpoint))).sizeBytes).toBe(4 * 1024 ** 2);
  });
});

describe("a connection", () => {
  it("that breaks is made again", async () => {
    let count = 0;
    server = await startRawServer((message, response) => {
      count += 1;
      if (count < 3) message.socket.destroy();
      else void store(message, response);
    });
    expect((await putObject(inputFor(folder.write("x", "x"), server.endpoint))).etag).toBeDefined();
    expect(count).toBe(3);
  });

  it("that always breaks is UploadFailed with the system's code", async () => {
    server = await startRawServer((message) => message.socket.destroy());
    const error = await refusedBy(putObject(inputFor(folder.write("x", "x"), server.endpoint)));
    expect(error.code).toBe("UploadFailed");
    expect(error.facts).toEqual({ reason: "ECONNRESET" });
  });

  it("that breaks in the middle of the answer is UploadFailed", async () => {
    server = await startRawServer((message, response) => {
      message.resume().on("end", () => {
        response.writeHead(200, { etag: '"x"', "content-length": "10" });
        response.write("12345", () => message.socket.destroy());
      });
    });
    expect((await refusedBy(putObject(inputFor(folder.write("x", "x"), server.endpoint)))).code).toBe("UploadFailed");
  });

  it("that stays silent is ClientTimeout", async () => {
    server = await startRawServer(() => {});
    const input = { ...inputFor(folder.write("x", "x"), server.endpoint), idleMilliseconds: 30 };
    expect((await refusedBy(putObject(input))).code).toBe("ClientTimeout");
  });

  it("to nobody is UploadFailed", async () => {
    server = await startFakeServer(() => ({ status: 200 }));
    await server.close();
    const error = await refusedBy(putObject(inputFor(folder.write("x", "x"), server.endpoint)));
    expect(error.facts).toEqual({ reason: "ECONNREFUSED" });
  });
});

describe("an abort", () => {
  it("beforehand sends nothing", async () => {
    server = await startFakeServer(stored);
    const reason = new Error("enough");
    const input = { ...inputFor(folder.write("x", "x"), server.endpoint), signal: AbortSignal.abort(reason) };
    await expect(putObject(input)).rejects.toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  it("in the middle ends it with the signal's reason, without another attempt", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    let count = 0;
    server = await startRawServer(() => {
      count += 1;
      stop.abort(reason);
    });
    const input = { ...inputFor(folder.write("x", "x"), server.endpoint), signal: stop.signal };
    await expect(putObject(input)).rejects.toBe(reason);
    expect(count).toBe(1);
  });
});
