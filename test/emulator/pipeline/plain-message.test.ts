import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { PlainMessage } from "../../../src/emulator/pipeline/plain-message.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Listener = (message: IncomingMessage, response: ServerResponse) => void;

async function serve(listener: Listener): Promise<Server> {
  const started = createServer({ IncomingMessage: PlainMessage, requireHostHeader: false }, listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return started;
}

/** Sends bytes on one connection, and gives what has come when the server has closed it or `enough` is there. */
function exchange(to: Server, text: string, enough: (received: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((to.address() as AddressInfo).port, "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
      if (enough(received)) socket.end();
    });
    socket.on("close", () => resolve(received)).on("error", reject);
  });
}

describe("PlainMessage", () => {
  it("has the header that node asks for in whatever case, and none of those that it does not", async () => {
    const seen: unknown[] = [];
    const to = await serve((message, response) => {
      seen.push(message.headers, message.rawHeaders);
      response.end();
    });
    to.on("checkExpectation", (message: IncomingMessage, response: ServerResponse) => {
      seen.push(message.headers);
      response.writeHead(417, { connection: "close" }).end();
    });
    await exchange(
      to,
      "GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nEXPECT: this\r\n\r\n",
    );
    expect(seen).toEqual([{}, ["Host", "a", "Accept", "b"], { expect: "this" }]);
  });

  it("lets node ask a client to go on", async () => {
    const to = await serve(() => {});
    to.on("checkContinue", (message: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      message.resume().on("end", () => response.writeHead(200, { connection: "close" }).end("taken"));
    });
    const text = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc";
    expect(await exchange(to, text)).toMatch(/^HTTP\/1\.1 100 .*HTTP\/1\.1 200 .*taken/s);
  });

  it("lets node chunk an answer in HTTP/1.0 where the client takes it", async () => {
    const to = await serve((_message, response) => {
      response.write("a");
      response.end("b");
    });
    expect(await exchange(to, "GET / HTTP/1.0\r\nTE: chunked\r\n\r\n")).toMatch(/transfer-encoding: chunked/i);
    expect(await exchange(to, "GET / HTTP/1.0\r\n\r\n")).not.toMatch(/transfer-encoding: chunked/i);
  });

  it("drains a body that nobody reads, so that the next request on the connection is read", async () => {
    const paths: (string | undefined)[] = [];
    const to = await serve((message, response) => {
      paths.push(message.url);
      response.end("answer");
    });
    const body = "x".repeat(300_000);
    const requests = `PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}GET /2 HTTP/1.1\r\nHost: a\r\n\r\n`;
    await exchange(to, requests, (received) => received.split("answer").length === 3);
    expect(paths).toEqual(["/1", "/2"]);
  });

  it("serves one request after the other on a connection, with bodies and without, read and unread", async () => {
    const to = await serve((message, response) => {
      if (message.url === "/read") message.resume().on("end", () => response.end("answer"));
      else response.end("answer");
    });
    const get = "GET /unread HTTP/1.1\r\nHost: a\r\n\r\n";
    const put = (path: string): string => `PUT ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc`;
    const requests = [get, put("/unread"), put("/read"), get, put("/read"), put("/unread"), get];
    const received = await exchange(to, requests.join(""), (all) => all.split("answer").length === 8);
    expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(7);
  });
});
