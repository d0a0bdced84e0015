import { connect, type Socket } from "node:net";

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  /** Lower-case names; of repeated headers the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The statuses of the interim answers before it. */
  readonly interim: readonly number[];
}

/** A connection on which any bytes can be sent, and the answers read one after the other. */
export class RawConnection {
  readonly socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #closed = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    // A reset after an answer is a close like any other.
    socket.on("error", () => {});
    const onEnd = (): void => {
      this.#closed = true;
      this.#wake();
    };
    socket.on("end", onEnd).on("close", onEnd);
  }

  /** Connects to an endpoint's address. With `allowHalfOpen` the other side can be read after `end`. */
  static open(endpoint: string): Promise<RawConnection> {
    const { hostname, port } = new URL(endpoint);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new RawConnection(socket));
      });
    });
  }

  /** Whether the other side has closed. */
  get isClosed(): boolean {
    return this.#closed;
  }

  send(bytes: string | Uint8Array): this {
    if (this.socket.writable) this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    return this;
  }

  /** Ends our side. */
  end(): this {
    this.socket.end();
    return this;
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** The next answer; `undefined` where the connection is closed before one has come whole. */
  async next({ headOnly = false } = {}): Promise<WireAnswer | undefined> {
    const interim: number[] = [];
    for (;;) {
      const head = await this.#take(() => endOfHead(this.#received));
      if (head === undefined) return undefined;
      const { status, headers } = parseHead(head.toString("latin1"));
      if (status >= 100 && status < 200) {
        interim.push(status);
        continue;
      }
      const body = headOnly || status === 204 || status === 304 ? "" : await this.#body(headers);
      return body === undefined ? undefined : { status, headers, body, interim };
    }
  }

  /** All that comes until the other side closes, as it is. */
  async rest(): Promise<string> {
    await this.closed();
    return this.#received.toString("latin1");
  }

  /** Waits until the other side has closed. */
  async closed(): Promise<void> {
    while (!this.#closed) await this.#more();
  }

  async #body(headers: Readonly<Record<string, string>>): Promise<string | undefined> {
    const length = headers["content-length"];
    if (length !== undefined) return (await this.#take(() => lengthIn(this.#received, Number(length))))?.toString();
    if (headers["transfer-encoding"] !== "chunked") throw new Error("the answer does not say how long it is");
    let body = "";
    for (;;) {
      const line = await this.#take(() => after(this.#received, "\r\n"));
      if (line === undefined) return undefined;
      const size = Number.parseInt(line.toString("latin1"), 16);
      const chunk = await this.#take(() => lengthIn(this.#received, size + 2));
      if (chunk === undefined) return undefined;
      if (size === 0) return body;
      body += chunk.subarray(0, size).toString();
    }
  }

  /** Takes the first bytes once `lengthOf` knows how many. */
  async #take(lengthOf: () => number | undefined): Promise<Buffer | undefined> {
    for (;;) {
      const length = lengthOf();
      if (length !== undefined) {
        const taken = this.#received.subarray(0, length);
        this.#received = this.#received.subarray(length);
        return taken;
      }
      if (this.#closed) return undefined;
      await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

const endOfHead = (bytes: Buffer): number | undefined => after(bytes, "\r\n\r\n");

function after(bytes: Buffer, text: string): number | undefined {
  const at = bytes.indexOf(text);
  return at === -1 ? undefined : at + text.length;
}

const lengthIn = (bytes: Buffer, length: number): number | undefined => (bytes.length < length ? undefined : length);

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const [start = "", ...lines] = text.trimEnd().split("\r\n");
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(start) ?? [];
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(start)}`);
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(status), headers: Object.fromEntries(headers) };
}
