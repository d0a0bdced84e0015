import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { RequestBody } from "./request.ts";

/** More bytes came than the operation takes. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** The body of a request over HTTP. */
export class HttpBody implements RequestBody {
  readonly contentLength: number | undefined;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #expectsContinue: boolean;
  #taken = false;

  constructor(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean) {
    this.#message = message;
    this.#response = response;
    this.#expectsContinue = expectsContinue;
    const declared = message.headers["content-length"];
    this.contentLength = declared === undefined ? undefined : Number(declared);
  }

  /** Whether nobody has asked for the body. */
  get untouched(): boolean {
    return !this.#taken;
  }

  stream(): Readable {
    if (this.#taken) throw new Error("the request's body was asked for twice");
    this.#taken = true;
    if (this.#expectsContinue) this.#response.writeContinue();
    return this.#message;
  }

  readAll(limitBytes: number): Promise<Buffer> {
    if (this.contentLength !== undefined && this.contentLength > limitBytes)
      return Promise.reject(new BodyTooLargeError());
    return collect(this.stream(), limitBytes);
  }
}

/** The body of a call inside the emulator. */
export class TextBody implements RequestBody {
  readonly contentLength: number;
  readonly #bytes: Buffer;

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
    this.contentLength = this.#bytes.length;
  }

  stream(): Readable {
    return Readable.from([this.#bytes]);
  }

  async readAll(limitBytes: number): Promise<Buffer> {
    if (this.#bytes.length > limitBytes) throw new BodyTooLargeError();
    return this.#bytes;
  }
}

async function collect(stream: Readable, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > limitBytes) throw new BodyTooLargeError();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
