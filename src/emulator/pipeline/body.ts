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

  constructor() {
    super("the client has closed the connection");
  }
}

export interface HttpBodyOptions {
  readonly expectsContinue: boolean;
  /** How long a client may send nothing of a body that is waited for. Default: 20,000. */
  readonly idleMilliseconds?: number;
}

/** The body of a request over HTTP. */
export class HttpBody implements RequestBody {
  readonly contentLength: number | undefined;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #expectsContinue: boolean;
  readonly #idleMilliseconds: number;
  #taken = false;

  constructor(
    message: IncomingMessage,
    response: ServerResponse,
    { expectsContinue, idleMilliseconds = IDLE_MILLISECONDS }: HttpBodyOptions,
  ) {
    this.#message = message;
    this.#response = response;
    this.#expectsContinue = expectsContinue;
    this.#idleMilliseconds = idleMilliseconds;
    const declared = message.headers["content-length"];
    this.contentLength = declared === undefined ? undefined : Number(declared);
  }

  /** Whether nobody has asked for the body. */
  get untouched(): boolean {
    return !this.#taken;
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.#open({ lends: false });
  }

  lend(): AsyncIterable<Uint8Array> {
    return this.#open({ lends: true });
  }

  readAll(limitBytes: number): Promise<Buffer> {
    if (this.contentLength !== undefined && this.contentLength > limitBytes)
      return Promise.reject(new BodyTooLargeError());
    return collect(this.stream(), limitBytes);
  }

  #open(how: { readonly lends: boolean }): AsyncIterable<Uint8Array> {
    if (this.#taken) throw new Error("the request's body was asked for twice");
    this.#taken = true;
    return this.#read(how);
  }

  /** Unlike the message's own iterator it leaves the connection open where it stops early: an answer has yet to go out. */
  async *#read({ lends }: { readonly lends: boolean }): AsyncGenerator<Buffer> {
    const message = this.#message;
    if (this.#expectsContinue) this.#response.writeContinue();
    for (;;) {
      const chunk: Buffer | null = message.read();
      if (chunk !== null) {
        yield chunk;
        if (lends) giveBack(chunk);
      } else if (message.readableEnded) return;
      else await nextEvent(message, this.#idleMilliseconds);
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
