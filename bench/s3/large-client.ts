import { connect, type Socket } from "node:net";
import { pageMemory } from "../../src/core/index.ts";
import { signedHttp } from "../auth/signed-requests.ts";
import { type Answer, AnswerReader } from "./answer-reader.ts";
import type { Target } from "./target.ts";

/** Where a request goes, and as whom: enough of a {@link Target}. */
export type Server = Pick<Target, "port" | "caller">;

/** A request whose payload is not signed, as clients with large bodies send it. */
export interface LargeRequest {
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  /** Not encoded. Default: none. */
  readonly query?: Readonly<Record<string, string>>;
  /** One buffer, sent as often as it is told. Default: none. */
  readonly body?: { readonly slice: Buffer; readonly times: number };
  /** Whether the server is to close the connection behind its answer. Default: false. */
  readonly isLast?: boolean;
}

/** All that is received goes there, one read after the other. */
const READ_BYTES = 512 * 1024;

const CLOSED = "the server closed the connection";

/**
 * One connection that sends requests with large bodies and counts what comes back, one after the other. It does as little
 * as it can, as the client of small objects does: what is received is looked at only as far as it tells the answer's
 * length, and the next read overwrites it.
 */
export class LargeConnection {
  readonly #server: Server;
  readonly #socket: Socket;
  #reader: AnswerReader | undefined;
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;
  readonly #closed: Promise<void>;

  constructor(server: Server) {
    this.#server = server;
    const onread = { buffer: pageMemory(READ_BYTES), callback: this.#take.bind(this) };
    this.#socket = connect({ port: server.port, host: "127.0.0.1", noDelay: true, onread });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#closed = new Promise((resolve) => {
      this.#socket.on("close", () => resolve(this.#fail(new Error(CLOSED))));
    });
  }

  /** Waits until the server has closed the connection. @throws Error where it has sent more than its answers. */
  async closed(): Promise<void> {
    await this.#closed;
    if (this.#failure?.message !== CLOSED) throw this.#failure;
  }

  /**
   * Sends a request and reads its answer to the end.
   *
   * @throws Error where the answer is not 200, comes before all is sent, or is shorter or longer than it says.
   */
  async send(request: LargeRequest): Promise<Answer> {
    const head = await headOf(this.#server, request);
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    // Whoever awaits it is told; a failure while the body is sent is told there first.
    answered.catch(() => {});
    if (this.#failure !== undefined) throw this.#failure;
    this.#reader = new AnswerReader();
    const { slice, times } = request.body ?? { slice: Buffer.alloc(0), times: 0 };
    this.#socket.write(head);
    for (let sent = 0; sent < times; sent++) {
      if (this.#waiting === undefined) break;
      await this.#write(slice);
    }
    if (this.#waiting === undefined && times > 0) await answered.then(refuseEarly);
    const answer = await answered;
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return answer;
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  /** Resolves when the system has taken all of it: the next one is not prepared before. */
  #write(slice: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(slice, (error) => (error ? reject(this.#failure ?? error) : resolve()));
    });
  }

  #take(receivedBytes: number, buffer: Uint8Array): boolean {
    try {
      const answer = this.#reader?.take(Buffer.from(buffer.buffer, buffer.byteOffset, receivedBytes));
      if (this.#reader === undefined) throw new Error("the server sends what nobody has asked for");
      if (answer !== undefined) this.#finish(answer);
    } catch (error) {
      this.#fail(error as Error);
      this.#socket.destroy();
    }
    return true;
  }

  #finish(answer: Answer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#reader = undefined;
    waiting?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}

function refuseEarly({ status, text }: Answer): never {
  throw new Error(`answered before the body was sent: ${status} ${text}`);
}

/**
 * One request over a connection of its own. The server closes it: one that has sent all may not have noticed yet, and would
 * take the end for a client that has gone away.
 */
export async function sendOnce(server: Server, request: LargeRequest): Promise<Answer> {
  const connection = new LargeConnection(server);
  try {
    const answer = await connection.send({ ...request, isLast: true });
    await connection.closed();
    return answer;
  } finally {
    connection.close();
  }
}

/** The head of a signed request, as it goes over the wire. */
async function headOf({ port, caller }: Server, request: LargeRequest): Promise<Buffer> {
  const { method, path, query = {}, body, isLast = false } = request;
  const plain = {
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    "content-length": String(body === undefined ? 0 : body.slice.length * body.times),
    ...(isLast ? { connection: "close" } : {}),
  };
  const headers = await signedHttp({ service: "s3", method, path, query, headers: plain }, caller, `127.0.0.1:${port}`);
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const target = pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`);
}
