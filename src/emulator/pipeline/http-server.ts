import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ALPHABETS, type Logger, type Random, randomText } from "../../core/index.ts";
import { requestHead } from "../../wire/index.ts";
import type { MovableClock } from "../state/movable-clock.ts";
import { HttpBody } from "./body.ts";
import { hostName, isServedHost } from "./host.ts";
import type { IncomingRequest, ServiceName } from "./request.ts";
import { route } from "./route.ts";
import type { HttpResponse } from "./service.ts";

/** Session tokens with long policies travel in headers; AWS takes 8 KB a header, so 64 KiB in all is ample. */
const MAX_HEADER_BYTES = 65_536;
/** How much of an unwanted body is read so that the client sees the answer rather than a broken connection. */
const DRAIN_BYTES = 1_048_576;
/** Idle connections are closed after this long. */
const KEEP_ALIVE_MILLISECONDS = 60_000;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Host names that are served besides loopback's and AWS's. */
  readonly extraHosts: readonly string[];
  readonly clock: MovableClock;
  readonly random: Random;
  readonly logger: Logger;
  /** Answers an AWS request. */
  readonly handle: (request: IncomingRequest) => Promise<HttpResponse>;
  /** Answers the control interface; `undefined` where the path is not its own. */
  readonly control: (message: IncomingMessage) => Promise<HttpResponse> | undefined;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens, turns what node hears into requests, and writes the answers. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
  });
  const listener = (expectsContinue: boolean) => (message: IncomingMessage, response: ServerResponse) => {
    serve(message, response, { options, expectsContinue }).catch((error: unknown) => {
      options.logger.warn("answer not delivered", { error: error instanceof Error ? error.message : String(error) });
      response.destroy();
    });
  };
  server.on("request", listener(false));
  // The body is asked for only when somebody wants to read it: a refused upload never sends its bytes.
  server.on("checkContinue", listener(true));
  await listen(server, options);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  { options, expectsContinue }: { options: HttpServerOptions; expectsContinue: boolean },
): Promise<void> {
  const body = new HttpBody(message, response, { expectsContinue });
  const answer = await answerTo(message, body, options);
  const headOnly = message.method === "HEAD";
  // node would send the machine's own time, and clients set their clocks by this header.
  response.sendDate = false;
  const headers: Record<string, string> = { ...answer.headers, date: options.clock.now().toUTCString() };
  const unread = body.untouched ? hasBody(message) : !message.complete;
  if (unread) headers.connection = "close";
  if (typeof answer.body === "string" || answer.body instanceof Uint8Array) {
    headers["content-length"] ??= String(Buffer.byteLength(answer.body));
  } else if (answer.body === undefined && answer.status !== 204 && answer.status !== 304) {
    headers["content-length"] ??= "0";
  }
  response.writeHead(answer.status, headers);
  if (answer.body instanceof Readable && !headOnly) await pipeline(answer.body, response);
  else response.end(headOnly || answer.body instanceof Readable ? undefined : answer.body);
  if (unread) drain(message);
}

function answerTo(message: IncomingMessage, body: HttpBody, options: HttpServerOptions): Promise<HttpResponse> {
  const control = options.control(message);
  if (control !== undefined) return control;
  const host = hostName(message.headers.host);
  if (!isServedHost(host, options.extraHosts)) {
    return refusal(403, "this emulator does not serve the host that was asked for");
  }
  const head = requestHead(message.method ?? "GET", message.url ?? "/", message.rawHeaders);
  const found = route(head, host);
  if ("unknownService" in found) return refusal(501, `the service ${found.unknownService} is not emulated`);
  return options.handle({
    service: found.service,
    id: requestId(found.service, options.random),
    head,
    host,
    body,
    receivedAt: options.clock.now(),
    sourceIp: (message.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    secure: false,
  });
}

async function refusal(status: number, message: string): Promise<HttpResponse> {
  return { status, headers: { "content-type": "text/plain" }, body: `${message}\n` };
}

function requestId(service: ServiceName, random: Random): string {
  if (service === "s3") return randomText(random, 16, ALPHABETS.upperAlphanumeric);
  const hex = random.bytes(16).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function hasBody(message: IncomingMessage): boolean {
  return message.headers["transfer-encoding"] !== undefined || Number(message.headers["content-length"] ?? 0) > 0;
}

function drain(message: IncomingMessage): void {
  let seen = 0;
  message.on("data", (chunk: Buffer) => {
    seen += chunk.length;
    if (seen > DRAIN_BYTES) message.destroy();
  });
  message.on("error", () => {});
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
