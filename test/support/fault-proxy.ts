import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What goes wrong with a request. */
export type Fault =
  /** It waits before anything else happens. */
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** The connection breaks once so many bytes of the body have come. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** One byte of the body is another one when it arrives. */
  | { readonly kind: "corrupt"; readonly atByte: number }
  /** The server never sees it, and an error of S3's comes back. */
  | { readonly kind: "refuse"; readonly status: number; readonly code: string }
  /** The server does what was asked; the connection breaks in the middle of the answer. */
  | { readonly kind: "truncate" }
  /** The server does what was asked; a header of the answer, or a text in its body, is another one. */
  | { readonly kind: "lie"; readonly replace: (text: string) => string };

/** A request as the proxy sees it. */
export interface ProxiedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** 1 for the first request. */
  readonly count: number;
  /** What the server answered; `undefined` where it was not asked, or has not answered yet. */
  status?: number;
  /** Whether the client had hung up by the time of the answer. */
  clientGone?: boolean;
  fault?: Fault | undefined;
}

export interface FaultProxy {
  readonly endpoint: string;
  readonly requests: readonly ProxiedRequest[];
  close(): Promise<void>;
}

/**
 * A proxy on loopback in front of an S3 endpoint, which does to each request what `faultFor` says. Signatures stay valid:
 * the `Host` header is passed on as it came.
 */
export async function startFaultProxy(
  upstream: () => string,
  faultFor: (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined>,
): Promise<FaultProxy> {
  const requests: ProxiedRequest[] = [];
  const server = createServer({ requestTimeout: 0 }, (message, response) => {
    const proxied: ProxiedRequest = {
      method: message.method ?? "",
      target: message.url ?? "",
      headers: message.headers,
      count: requests.length + 1,
    };
    requests.push(proxied);
    const onStatus = (status: number): void => {
      proxied.status = status;
      proxied.clientGone = message.socket.destroyed;
    };
    const handle = async (): Promise<void> => {
      proxied.fault = await faultFor(proxied);
      await pass(message, response, { upstream: upstream(), fault: proxied.fault, onStatus });
    };
    handle().catch(() => message.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Passage {
  readonly upstream: string;
  readonly fault: Fault | undefined;
  readonly onStatus: (status: number) => void;
}

async function pass(message: IncomingMessage, response: ServerResponse, passage: Passage): Promise<void> {
  const { upstream, fault } = passage;
  if (fault?.kind === "delay") await pause(fault.milliseconds);
  if (fault?.kind === "refuse") {
    refuse(message, response, fault);
    return;
  }
  const { hostname, port } = new URL(upstream);
  const headers = { ...message.headers };
  const onward = request({ hostname, port, method: message.method, path: message.url, headers, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    onward.on("response", resolve).on("error", reject);
  });
  // An error that comes while the body is still on its way is met below.
  answered.catch(() => {});
  let isEarly = false;
  const early = answered.then(
    () => {
      isEarly = true;
    },
    () => {
      isEarly = true;
    },
  );
  let at = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    if (fault?.kind === "cut" && at + chunk.length > fault.afterBytes) {
      onward.destroy();
      message.socket.destroy();
      return;
    }
    if (fault?.kind === "corrupt" && fault.atByte >= at && fault.atByte < at + chunk.length) {
      chunk[fault.atByte - at] = (chunk[fault.atByte - at] ?? 0) ^ 1;
    }
    at += chunk.length;
    // The rest of a body whose answer is there already is read, and goes nowhere.
    if (isEarly || onward.write(chunk)) continue;
    await Promise.race([once(onward, "drain"), early]);
  }
  onward.end();
  const answer = await answered;
  passage.onStatus(answer.statusCode ?? 0);
  await giveBack(answer, response, { fault, socket: message.socket });
}

function refuse(message: IncomingMessage, response: ServerResponse, fault: Extract<Fault, { kind: "refuse" }>): void {
  message.resume();
  const body = `<Error><Code>${fault.code}</Code><Message>Please try again.</Message></Error>`;
  response.writeHead(fault.status, { "content-length": body.length, "x-amz-request-id": "PROXY" }).end(body);
}

async function giveBack(
  answer: IncomingMessage,
  response: ServerResponse,
  { fault, socket }: { readonly fault: Fault | undefined; readonly socket: IncomingMessage["socket"] },
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { statusCode = 500, rawHeaders } = answer;
  if (fault?.kind === "lie") {
    const headers = rawHeaders.map((text) => fault.replace(text));
    const text = fault.replace(body.toString());
    response.writeHead(
      statusCode,
      headers.map((value) => (value === String(body.length) ? String(text.length) : value)),
    );
    response.end(text);
    return;
  }
  if (fault?.kind !== "truncate") {
    response.writeHead(statusCode, rawHeaders).end(body);
    return;
  }
  response.writeHead(statusCode, rawHeaders);
  if (body.length > 1) response.write(body.subarray(0, body.length / 2), () => socket.destroy());
  else socket.destroy();
}
