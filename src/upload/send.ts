import { type ClientRequest, type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import type { Readable } from "node:stream";
import { KeyleaseError } from "../core/index.ts";
import type { ObjectAddress } from "./address.ts";
import { type Answer, MAX_ANSWER_BYTES } from "./answer.ts";
import type { CallBody } from "./call.ts";
import type { KeptSockets } from "./kept-sockets.ts";
import { sendPieces } from "./pieces.ts";
import { SLICE_BYTES, sendSlices } from "./slices.ts";

/** A request that is ready to go. */
export interface SignedRequest {
  readonly method: string;
  readonly address: ObjectAddress;
  /** With the query, as it was signed. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Not opened where the server answers before it asked for one. `undefined`: there is none. */
  readonly body: CallBody | undefined;
  /** The longest silence of the server, in milliseconds. */
  readonly idleMilliseconds: number;
  /** Told how many bytes were handed to the network so far. Default: nobody. */
  readonly onProgress: ((sentBytes: number) => void) | undefined;
  readonly sockets: KeptSockets;
  /** More of the answer is not read. Default: {@link MAX_ANSWER_BYTES}. */
  readonly mostAnswerBytes?: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A server that does not know `Expect` answers nothing; then the body is sent anyway. */
const CONTINUE_WAIT_MILLISECONDS = 1_000;

/**
 * Sends a request and reads the answer. The body is streamed, unless it is in memory. With `Expect: 100-continue` among the headers it is sent
 * when the server asks for it; a server that refuses beforehand spares both sides the bytes.
 *
 * @throws the network's error, or `ClientTimeout`.
 */
export function send(request: SignedRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { address, headers, signal, mostAnswerBytes = MAX_ANSWER_BYTES } = request;
    const start = address.secure ? requestSecure : requestPlain;
    const message = start({
      method: request.method,
      hostname: address.hostname,
      port: address.port,
      path: request.target,
      headers: lines(headers),
      agent: request.sockets,
    });
    // Node's own listener watches the request for its end by a dozen others.
    const stop = (): void => void message.destroy(new Error("the request was aborted"));
    signal?.addEventListener("abort", stop);
    const fail = (error: unknown): void => {
      signal?.removeEventListener("abort", stop);
      body.answered();
      message.destroy();
      reject(error);
    };
    const body = new BodyOnDemand(request, message);
    message.on("timeout", () => message.destroy(timedOut(request)));
    message.on("error", fail);
    message.on("response", (response) => {
      body.answered();
      const done = (answer: Answer): void => {
        signal?.removeEventListener("abort", stop);
        // A connection is kept only where nothing is left on it of either side.
        if (!message.writableFinished || !response.complete) message.destroy();
        resolve(answer);
      };
      readAnswer(response, mostAnswerBytes, { done, fail });
    });
    if (headers.expect === undefined) {
      body.start();
      return;
    }
    message.on("continue", () => body.start());
    message.flushHeaders();
    body.startLater(CONTINUE_WAIT_MILLISECONDS);
  });
}

/** Names and values by turns, which Node writes as they are; of an object it makes a table first. */
function lines(headers: Readonly<Record<string, string>>): string[] {
  const all: string[] = [];
  for (const name of Object.keys(headers)) all.push(name, headers[name] ?? "");
  return all;
}

type StreamedBody = Exclude<CallBody, { readonly pieces: unknown }>;

/** Streams the body once it is wanted, and stops when the answer is there. */
class BodyOnDemand {
  readonly #request: SignedRequest;
  readonly #message: ClientRequest;
  #body: Readable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;
  #answered = false;

  constructor(request: SignedRequest, message: ClientRequest) {
    this.#request = request;
    this.#message = message;
  }

  start(): void {
    clearTimeout(this.#timer);
    if (this.#isStarted || this.#answered) return;
    this.#isStarted = true;
    const { body, onProgress } = this.#request;
    if (body === undefined) this.#message.end();
    else if ("pieces" in body)
      sendPieces(this.#message, body.pieces(), {
        isSecure: this.#request.address.secure,
        onProgress,
        isUnwanted: () => this.#answered,
      });
    else if (body.bytes === undefined) this.#stream(body);
    else if (body.bytes.length > SLICE_BYTES) {
      sendSlices(this.#message, body.bytes, { onProgress, isUnwanted: () => this.#answered });
    } else if (onProgress === undefined) this.#message.end(body.bytes);
    else this.#message.end(body.bytes, () => onProgress(body.sizeBytes));
  }

  #stream({ sizeBytes, stream }: StreamedBody): void {
    let sentBytes = 0;
    const body = stream();
    this.#body = body;
    body.on("data", (chunk: Buffer) => {
      sentBytes += chunk.length;
      this.#request.onProgress?.(sentBytes);
    });
    body.on("error", (error) => this.#message.destroy(error));
    // The server would wait for the rest until its patience ends.
    body.on("end", () => {
      if (sentBytes < sizeBytes) this.#message.destroy(shortened());
    });
    body.pipe(this.#message);
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

/** Who is told what came of reading an answer: of the first thing that did. */
interface AnswerReader {
  readonly done: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** By events and not as an iterable, which takes as long as all else that a small request needs. */
function readAnswer(response: IncomingMessage, mostBytes: number, { done, fail }: AnswerReader): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const end = (): void => {
    const body = chunks.length === 0 ? "" : Buffer.concat(chunks).toString();
    done({ status: response.statusCode ?? 0, headers: response.rawHeaders, body });
  };
  response.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
    else end();
  });
  response.on("end", end);
  response.on("error", fail);
  // It closes after its end too, and an error that nobody needs costs as much as signing.
  response.on("close", () => {
    if (!response.complete) fail(new Error("the answer was cut off"));
  });
}

function shortened(): KeyleaseError {
  return new KeyleaseError("FileUnreadable", "the file became shorter while it was read", {
    hint: "Upload a file that nobody is writing to.",
  });
}

function timedOut({ address, idleMilliseconds }: SignedRequest): KeyleaseError {
  return new KeyleaseError("ClientTimeout", `\`${address.host}\` was silent for ${idleMilliseconds / 1000} s`, {
    hint: "Check the network and the endpoint, then try again.",
  });
}
