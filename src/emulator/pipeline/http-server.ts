import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Logger, Random } from "../../core/index.ts";
import { AwsError, header, type RequestHead, requestHead, restXmlError } from "../../wire/index.ts";
import type { MovableClock } from "../state/movable-clock.ts";
import { HttpBody } from "./body.ts";
import { KnownHosts } from "./known-hosts.ts";
import { badRequest, MalformedHttp } from "./malformed-http.ts";
import { PlainMessage } from "./plain-message.ts";
import type { IncomingRequest } from "./request.ts";
import { RequestIds } from "./request-ids.ts";
import { route } from "./route.ts";
import type { HttpResponse } from "./service.ts";
import { writeAnswer } from "./write-answer.ts";

/** Session tokens with long policies travel in headers; AWS takes 8 KB a header, so 64 KiB in all is ample. */
const MAX_HEADER_BYTES = 65_536;
/** Idle connections are closed after this long. */
const KEEP_ALIVE_MILLISECONDS = 60_000;
/** A head that takes longer to arrive is not waited for. node's own default is none where bodies may take any time. */
const HEADERS_MILLISECONDS = 20_000;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Host names that are served besides loopback's and AWS's. */
  readonly extraHosts: readonly string[];
  readonly clock: MovableClock;
  readonly random: Random;
  readonly logger: Logger;
  /** How long a request's head may take to arrive. Default: 20,000. */
  readonly headersMilliseconds?: number;
  /** How long a client may send nothing of a body that is waited for. Default: 20,000. */
  readonly idleMilliseconds?: number;
  /** Answers an AWS request. */
  readonly handle: (request: IncomingRequest) => Promise<HttpResponse>;
  /** Answers the control interface; `undefined` where the path is not its own. */
  readonly control: (message: IncomingMessage) => Promise<HttpResponse> | undefined;
}

export interface HttpServer {
  readonly port: number;
  /**
   * Answers on a connection that came another way than by the port: one of an instance's. The control interface is not
   * served on it.
   */
  accept(connection: Duplex, sourceIp: string): void;
  close(): Promise<void>;
}

/** Listens, turns what node hears into requests, and writes the answers. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { headersMilliseconds = HEADERS_MILLISECONDS, clock, random } = options;
  const server = createServer({
    IncomingMessage: PlainMessage,
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: 0,
    headersTimeout: headersMilliseconds,
    connectionsCheckingInterval: Math.min(headersMilliseconds, 5_000),
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    // Told in S3's words instead.
    requireHostHeader: false,
  });
  // node would drop those above 2,000 without a word; their size is limited in any case.
  server.maxHeadersCount = 0;
  // Without it node would end the connection of a client that has ended its side, and with it the answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  const ids = new RequestIds(random);
  const hosts = new KnownHosts(options.extraHosts);
  const malformed = new MalformedHttp({ requestId: () => ids.next("s3"), now: () => clock.now() });
  const sources = new WeakMap<Duplex, string>();
  const listener = (expectation: Expectation) => (message: IncomingMessage, response: ServerResponse) => {
    const { socket } = message;
    // What was sent behind a request whose connection is being closed is not served: nobody would see the answer.
    if (malformed.isClosing(socket)) return;
    malformed.expect(response, socket);
    serve(message, response, { options, expectation, malformed, ids, hosts, instanceIp: sources.get(socket) }).catch(
      (error: unknown) => {
        options.logger.warn("answer not delivered", { error: error instanceof Error ? error.message : String(error) });
        // Never silence where an answer can still be given.
        if (!response.headersSent) response.writeHead(500, { connection: "close" }).end();
        else response.destroy();
      },
    );
  };
  server.on("request", listener("none"));
  // The body is asked for only when somebody wants to read it: a refused upload never sends its bytes.
  server.on("checkContinue", listener("continue"));
  server.on("checkExpectation", listener("unknown"));
  server.on("clientError", (error, socket) => malformed.refuse(error, socket));
  server.on("connect", (_message, socket) => malformed.answer(noTunnels(), socket));
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    accept(connection, sourceIp) {
      sources.set(connection, sourceIp);
      server.emit("connection", connection);
    },
    close: () => close(server),
  };
}

/** What a request expects before it sends its body. */
type Expectation = "none" | "continue" | "unknown";

interface Serving {
  readonly options: HttpServerOptions;
  readonly expectation: Expectation;
  readonly malformed: MalformedHttp;
  readonly ids: RequestIds;
  readonly hosts: KnownHosts;
  /** The address of the instance that sent the request; absent where it came by the port. */
  readonly instanceIp: string | undefined;
}

async function serve(message: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { options, expectation, malformed } = serving;
  const expectsContinue = expectation === "continue";
  // Read once: node makes objects of all headers where it is asked for one of them.
  const head = requestHead(message.method ?? "GET", message.url ?? "/", message.rawHeaders);
  const body = new HttpBody(message, response, {
    contentLength: header(head, "content-length"),
    expectsContinue,
    idleMilliseconds: options.idleMilliseconds,
  });
  const answer =
    expectation === "unknown" ? await expectationFailed() : await answerTo(message, { head, body }, serving);
  // A body that has come whole needs no close, whoever read it: node forgets what is left of it.
  const unread = !message.complete && !body.isWhole && hasBody(head);
  if (unread) malformed.willClose(message.socket);
  const date = options.clock.httpDate();
  const willSend = !(expectsContinue && body.untouched);
  const writing = writeAnswer(answer, response, { unread, date, willSend });
  if (writing !== undefined) await writing;
}

function answerTo(
  message: IncomingMessage,
  { head, body }: { readonly head: RequestHead; readonly body: HttpBody },
  { options, ids, hosts, instanceIp }: Serving,
): Promise<HttpResponse> {
  const control = instanceIp === undefined ? options.control(message) : undefined;
  if (control !== undefined) return control;
  const values = head.headers.get("host");
  const host = hosts.read(values?.[0] ?? "");
  const isReadable = host.name !== "" && values?.length === 1 && !hasSpacedName(head);
  if (!isReadable) return refused(badRequest(), ids.next("s3"));
  if (!host.isServed) return refusal(403, "this emulator does not serve the host that was asked for");
  const found = route(head, host.service);
  if ("unknownService" in found) return refusal(501, `the service ${found.unknownService} is not emulated`);
  return options.handle({
    service: found.service,
    id: ids.next(found.service),
    head,
    host: host.name,
    body,
    receivedAt: options.clock.now(),
    sourceIp: instanceIp ?? sourceOf(message.socket.remoteAddress ?? ""),
    secure: message.socket instanceof TLSSocket,
  });
}

/** The oldest parsers of Node 20 take a space within a header's name, which no name has. */
function hasSpacedName({ headers }: RequestHead): boolean {
  for (const name of headers.keys()) if (name.includes(" ")) return true;
  return false;
}

/** An IPv4 address without the prefix that it has on a socket of both kinds. */
function sourceOf(address: string): string {
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}

async function refusal(status: number, message: string): Promise<HttpResponse> {
  return { status, headers: { "content-type": "text/plain" }, body: `${message}\n` };
}

/** A refusal before the service is known, in S3's form. */
async function refused(error: AwsError, id: string): Promise<HttpResponse> {
  const { body, contentType } = restXmlError(error, { requestId: id, hostId: id });
  return { status: error.status, headers: { "content-type": contentType, "x-amz-request-id": id }, body };
}

async function expectationFailed(): Promise<HttpResponse> {
  return { status: 417, headers: {} };
}

function noTunnels(): AwsError {
  const message = "The specified method is not allowed against this resource.";
  return new AwsError("MethodNotAllowed", message, { status: 405, fields: { Method: "CONNECT" } });
}

function hasBody(head: RequestHead): boolean {
  return head.headers.has("transfer-encoding") || Number(header(head, "content-length") ?? 0) > 0;
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
