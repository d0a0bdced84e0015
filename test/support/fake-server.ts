import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  /** Undecoded, with the query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a fake server answers; a function may do as it likes with the raw response. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FakeServer {
  readonly endpoint: string;
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

/** A server on loopback that answers as it is told and remembers what it was asked. */
export async function startFakeServer(
  answer: (request: SeenRequest, count: number) => FakeAnswer,
): Promise<FakeServer> {
  const requests: SeenRequest[] = [];
  return listen(requests, async (message, response) => {
    const seen = await readRequest(message);
    requests.push(seen);
    const { status, headers = {}, body = "" } = answer(seen, requests.length);
    response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers }).end(body);
  });
}

/** The same with the raw message and response, for servers that misbehave. */
export function startRawServer(
  handle: (message: IncomingMessage, response: ServerResponse) => void,
  setUp: (server: ReturnType<typeof createServer>) => void = () => {},
): Promise<FakeServer> {
  return listen([], async (message, response) => handle(message, response), setUp);
}

export async function readRequest(message: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const { method = "", url = "", headers } = message;
  return { method, target: url, headers, body: Buffer.concat(chunks) };
}

async function listen(
  requests: SeenRequest[],
  handle: (message: IncomingMessage, response: ServerResponse) => Promise<void>,
  setUp: (server: ReturnType<typeof createServer>) => void = () => {},
): Promise<FakeServer> {
  const server = createServer((message, response) => {
    handle(message, response).catch(() => response.destroy());
  });
  setUp(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
