import { connect, type Socket } from "node:net";
import { type Credentials, signedHttp } from "../auth/signed-requests.ts";

/** What came back of a request. */
export interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One connection that sends prepared requests, one after the other. It does as little as it can: client and server
 * share the machine, and what the client takes is missing in the result.
 */
export class RawConnection {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #received = 0;
  /** How long the answer is; unknown until its head is there. */
  #expected: number | undefined;
  #headBytes = 0;
  #waiting: { resolve(answer: RawAnswer): void; reject(error: Error): void } | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (chunk) => this.#take(chunk));
    this.#socket.on("error", (error) => this.#waiting?.reject(error));
    this.#socket.on("close", () => this.#waiting?.reject(new Error("the server closed the connection")));
  }

  send(request: Buffer): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    if (this.#expected === undefined) this.#readHead();
    if (this.#expected !== undefined && this.#received >= this.#expected) this.#finish();
  }

  #readHead(): void {
    const text = Buffer.concat(this.#chunks).toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = text.slice(0, end);
    if (head.startsWith("HTTP/1.1 100")) throw new Error("the server sends 100 Continue unasked");
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
    if (length === undefined && !head.includes(" 204")) throw new Error(`an answer without its length: ${head}`);
    this.#headBytes = end + 4;
    this.#expected = this.#headBytes + Number(length ?? 0);
  }

  #finish(): void {
    const all = Buffer.concat(this.#chunks);
    const answer = { status: Number(all.toString("latin1", 9, 12)), body: all.subarray(this.#headBytes) };
    this.#chunks = [];
    this.#received = 0;
    this.#expected = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }
}

/** A request that is to be signed. */
export interface RawRequest {
  readonly method: "GET" | "PUT";
  /** Percent-encoded. */
  readonly path: string;
  /** Not encoded. Default: none. */
  readonly query?: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly body?: string;
}

/** A signed request to S3, as it goes over the wire. */
export async function signedRequest(
  { port, caller }: { readonly port: number; readonly caller: Credentials },
  { method, path, query = {}, body = "" }: RawRequest,
): Promise<Buffer> {
  const headers = await signedHttp({ service: "s3", method, path, query, body }, caller, `127.0.0.1:${port}`);
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const target = pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join("")}content-length: ${body.length}\r\n\r\n${body}`);
}
