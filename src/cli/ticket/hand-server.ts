import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AuditLog } from "../../audit/index.ts";
import type { TicketStore } from "./ticket-store.ts";

/** So many wrong codes for one ticket, and it is forgotten. */
const MAX_ATTEMPTS = 10;
const MAX_BODY_BYTES = 256;
const TIMEOUT_MILLISECONDS = 10_000;

/** What a server of tickets is made with. */
export interface HandSettings {
  readonly store: TicketStore;
  readonly audit: AuditLog;
  /** PEM; absent on loopback. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Told what happened, in a line without secrets. */
  readonly tell: (line: string) => void;
}

/**
 * A server that gives leases away: `POST /t/TICKET` with the code as its body is answered once with the lease document.
 * Nothing else is answered, so that no link preview can take a lease by looking at its address.
 */
export function createHandServer(settings: HandSettings): Server {
  const attempts = new Map<string, number>();
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, settings, attempts).then(
      ({ status, body }) => write(response, status, body),
      // Its text may be about the lease, and is nobody's business.
      () => write(response, 500, { error: "Unexpected" }),
    );
  };
  const server = settings.tls === undefined ? createHttp(listener) : createHttps(settings.tls, listener);
  server.headersTimeout = TIMEOUT_MILLISECONDS;
  server.requestTimeout = TIMEOUT_MILLISECONDS;
  server.maxConnections = 100;
  return server;
}

interface Answer {
  readonly status: number;
  /** The lease document, or an error. */
  readonly body: string | { readonly error: string };
}

async function answer(
  request: IncomingMessage,
  { store, audit, tell }: HandSettings,
  attempts: Map<string, number>,
): Promise<Answer> {
  const id = /^\/t\/([a-z0-9]{20})$/.exec(request.url ?? "")?.[1];
  if (id === undefined) return { status: 404, body: { error: "TicketUnknown" } };
  if (request.method !== "POST") return { status: 405, body: { error: "MethodNotAllowed" } };
  // A page in a browser has no business here.
  if (request.headers.origin !== undefined) return { status: 403, body: { error: "Forbidden" } };
  const code = await readBody(request);
  if (code === undefined) return { status: 413, body: { error: "TooLarge" } };
  const claim = await store.claim(id, code, new Date());
  const from = request.socket.remoteAddress ?? "an unknown address";
  if (claim.outcome === "unknown") {
    tell(`refused ${from}: there is no such ticket, or not any more`);
    return { status: 404, body: { error: "TicketUnknown" } };
  }
  if (claim.outcome === "given") {
    attempts.delete(id);
    await audit.record({ event: "handed-over", leaseId: claim.leaseId, to: `${from}, by its ticket` });
    tell(`gave lease ${claim.leaseId} to ${from}`);
    return { status: 200, body: claim.document };
  }
  const count = (attempts.get(id) ?? 0) + 1;
  attempts.set(id, count);
  if (count >= MAX_ATTEMPTS) await store.remove(id);
  await audit.record({ event: "claim-refused", leaseId: claim.leaseId, from });
  const end = count >= MAX_ATTEMPTS ? ", and the ticket is void" : "";
  tell(`refused ${from}: wrong code for lease ${claim.leaseId} (attempt ${count} of ${MAX_ATTEMPTS})${end}`);
  return { status: 403, body: { error: "CodeWrong" } };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function write(response: ServerResponse, status: number, body: Answer["body"]): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    connection: "close",
    ...(status === 405 ? { allow: "POST" } : {}),
  });
  response.end(text);
}
