import { type ClientRequest, type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import type { Readable } from "node:stream";
import { KeyleaseError } from "../core/index.ts";
import type { ObjectAddress } from "./address.ts";
import { type Answer, MAX_ANSWER_BYTES } from "./answer.ts";

/** A PUT that is ready to go. */
export interface SignedPut {
  readonly address: ObjectAddress;
  readonly headers: Readonly<Record<string, string>>;
  /** Opens the body; not called where the server answers before it asked for one. */
  readonly body: () => Readable;
  /** How many bytes the body must have. */
  readonly bodyBytes: number;
  /** The longest silence of the server, in milliseconds. */
  readonly idleMilliseconds: number;
  /** Told how many bytes were handed to the network so far. */
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** A server that does not know `Expect` answers nothing; then the body is sent anyway. */
const CONTINUE_WAIT_MILLISECONDS = 1_000;

/**
 * Sends a PUT and reads the answer. The body is streamed. With `Expect: 100-continue` among the headers it is sent
 * when the server asks for it; a server that refuses beforehand spares both sides the bytes.
 *
 * @throws the network's error, or `ClientTimeout`.
 */
export function send(put: SignedPut): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { address, signal } = put;
    const start = address.secure ? requestSecure : requestPlain;
    const message = start({
      method: "PUT",
      hostname: address.hostname,
      port: address.port,
      path: address.path,
      headers: put.headers,
      timeout: put.idleMilliseconds,
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    });
    const bodies = new BodyOnDemand(put, message);
    message.on("continue", () => bodies.start());
    message.on("timeout", () => message.destroy(timedOut(put)));
    message.on("response", (response) => {
      bodies.answered();
      readAnswer(response)
        .then(resolve, reject)
        .finally(() => message.destroy());
    });
    message.on("error", (error) => {
      bodies.answered();
      reject(error);
    });
    if (put.headers.expect === undefined) bodies.start();
    else {
      message.flushHeaders();
      bodies.startLater(CONTINUE_WAIT_MILLISECONDS);
    }
  });
}

/** Streams the body once it is wanted, and stops when the answer is there. */
class BodyOnDemand {
  readonly #put: SignedPut;
  readonly #message: ClientRequest;
  #body: Readable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #answered = false;

  constructor(put: SignedPut, message: ClientRequest) {
    this.#put = put;
    this.#message = message;
  }

  start(): void {
    clearTimeout(this.#timer);
    if (this.#body !== undefined || this.#answered) return;
    let sentBytes = 0;
    this.#body = this.#put.body();
    this.#body.on("data", (chunk: Buffer) => {
      sentBytes += chunk.length;
      this.#put.onProgress(sentBytes);
    });
    this.#body.on("error", (error) => this.#message.destroy(error));
    // The server would wait for the rest until its patience ends.
    this.#body.on("end", () => {
      if (sentBytes < this.#put.bodyBytes) this.#message.destroy(shortened());
    });
    this.#body.pipe(this.#message);
  }

  startLater(milliseconds: number): void {
    this.#timer = setTimeout(() => this.start(), milliseconds);
  }

  answered(): void {
    this.#answered = true;
    clearTimeout(this.#timer);
    this.#body?.destroy();
  }
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) break;
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
}

function shortened(): KeyleaseError {
  return new KeyleaseError("FileUnreadable", "the file became shorter while it was read", {
    hint: "Upload a file that nobody is writing to.",
  });
}

function timedOut(put: SignedPut): KeyleaseError {
  return new KeyleaseError("ClientTimeout", `\`${put.address.host}\` was silent for ${put.idleMilliseconds / 1000} s`, {
    hint: "Check the network and the endpoint, then try again.",
  });
}
