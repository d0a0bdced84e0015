import type { IncomingMessage, ServerResponse } from "node:http";
import { giveBack } from "./give-back.ts";
import { requestTimeout } from "./malformed-http.ts";
import type { RequestBody } from "./request.ts";

/** How long a client may send nothing of a body that is waited for; S3 closes idle connections after about as long. */
const IDLE_MILLISECONDS = 20_000;

/** More bytes came than the operation takes. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** The client has hung up before its body had ended: nobody reads the answer. */
export class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";
  /** How many bytes had come, where all were to be read at once. */
  readonly receivedBytes: number;

  constructor(receivedBytes = 0) {
    super("the client has closed the connection");
    this.receivedBytes = receivedBytes;
  }
}

export interface HttpBodyOptions {
  /** The header, as it was sent. */
  readonly contentLength: string | undefined;
  readonly expectsContinue: boolean;
  /** How long a client may send nothing of a body that is waited for. Default: 20,000. */
  readonly idleMilliseconds?: number | undefined;
}

/** The body of a request over HTTP. */
export class HttpBody implements RequestBody {
  readonly contentLength: number | undefined;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #expectsContinue: boolean;
  readonly #idleMilliseconds: number;
  #taken = false;
  #isWhole = false;
  #hasWaited = false;

  constructor(
    message: IncomingMessage,
    response: ServerResponse,
    { contentLength, expectsContinue, idleMilliseconds = IDLE_MILLISECONDS }: HttpBodyOptions,
  ) {
    this.#message = message;
    this.#response = response;
    this.#expectsContinue = expectsContinue;
    this.#idleMilliseconds = idleMilliseconds;
    this.contentLength = contentLength === undefined ? undefined : Number(contentLength);
  }

  /** Whether all bytes that the head announces were read, which may be a moment before node calls the message complete. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Whether nobody has asked for the body. */
  get untouched(): boolean {
    return !this.#taken;
  }

  stream(): AsyncIterable<Uint8Array> {
    this.#take();
    return this.#read({ lends: false });
  }

  lend(): AsyncIterable<Uint8Array> {
    this.#take();
    return this.#read({ lends: true });
  }

  /** Without the iterators of {@link stream}, which cost a small body more than its bytes do. */
  async readAll(limitBytes: number): Promise<Buffer> {
    if (this.contentLength !== undefined && this.contentLength > limitBytes) throw new BodyTooLargeError();
    this.#take();
    this.#begin();
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    // Where the length is known so is the end: the message need not be asked for more, which makes it tell of its end.
    while (sizeBytes !== this.contentLength) {
      const chunk = this.#chunk();
      if (chunk === undefined) break;
      if (chunk === null) {
        await this.#more(sizeBytes);
        continue;
      }
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw new BodyTooLargeError();
      chunks.push(chunk);
    }
    this.#isWhole = sizeBytes === this.contentLength;
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, sizeBytes);
  }

  /** Unlike the message's own iterator it leaves the connection open where it stops early: an answer has yet to go out. */
  async *#read({ lends }: { readonly lends: boolean }): AsyncGenerator<Buffer> {
    this.#begin();
    for (let chunk = this.#chunk(); chunk !== undefined; chunk = this.#chunk()) {
      if (chunk === null) {
        await this.#more(0);
        continue;
      }
      yield chunk;
      if (lends) giveBack(chunk);
    }
  }

  #take(): void {
    if (this.#taken) throw new Error("the request's body was asked for twice");
    this.#taken = true;
  }

  #begin(): void {
    if (this.#expectsContinue) this.#response.writeContinue();
  }

  /** What has come; `null` where more is to be waited for, `undefined` at the end. */
  #chunk(): Buffer | null | undefined {
    const message = this.#message;
    const chunk: Buffer | null = message.read();
    if (chunk !== null) return chunk;
    // A message that has come whole has no more, though its stream tells so only later.
    return message.readableEnded || message.complete ? undefined : null;
  }

  async #more(receivedBytes: number): Promise<void> {
    if (!this.#hasWaited) {
      this.#hasWaited = true;
      // A request is served as soon as its head is read. What came with it in one packet is there a turn later, which
      // costs much less than to listen for it.
      if (!this.#expectsContinue) return new Promise((resolve) => setImmediate(resolve));
    }
    try {
      await nextEvent(this.#message, this.#idleMilliseconds);
    } catch (error) {
      throw error instanceof ClientGoneError ? new ClientGoneError(receivedBytes) : error;
    }
  }
}

/**
 * Waits until there is more to read, or the end.
 *
 * @throws AwsError `RequestTimeout` where nothing comes.
 * @throws ClientGoneError
 */
function nextEvent(message: IncomingMessage, idleMilliseconds: number): Promise<void> {
  if (message.destroyed) return Promise.reject(new ClientGoneError());
  const { socket } = message;
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => () => {
      message.off("readable", onReadable).off("end", onReadable).off("close", onClose).off("error", onClose);
      message.off("timeout", onTimeout);
      socket.setTimeout(0);
      settle();
    };
    const onReadable = done(resolve);
    const onClose = done(() => reject(new ClientGoneError()));
    const onTimeout = done(() => reject(requestTimeout()));
    message.on("readable", onReadable).on("end", onReadable).on("close", onClose).on("error", onClose);
    // On the message and not on the socket, which node destroys, with the answer, where nobody else listens.
    message.on("timeout", onTimeout);
    socket.setTimeout(idleMilliseconds);
  });
}

/** The body of a call inside the emulator. */
export class TextBody implements RequestBody {
  readonly contentLength: number;
  readonly #bytes: Buffer;

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
    this.contentLength = this.#bytes.length;
  }

  async *stream(): AsyncGenerator<Uint8Array> {
    yield this.#bytes;
  }

  lend(): AsyncIterable<Uint8Array> {
    return this.stream();
  }

  async readAll(limitBytes: number): Promise<Buffer> {
    if (this.#bytes.length > limitBytes) throw new BodyTooLargeError();
    return this.#bytes;
  }
}

/**
 * All bytes at once.
 *
 * @throws BodyTooLargeError once more than `limitBytes` have come.
 */
export async function collect(bytes: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > limitBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
