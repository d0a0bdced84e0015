import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AwsError, restXmlError } from "../../wire/index.ts";

/** How long a connection is still read after its last answer, so that the client sees it rather than a reset. */
export const LINGER_MILLISECONDS = 2_000;

/** The limit that S3 names where a request's head is too long. */
const MAX_HEADER_SECTION_BYTES = 8192;

const PHRASES: Readonly<Record<number, string>> = { 400: "Bad Request", 405: "Method Not Allowed" };

/** What cannot be read as HTTP, in S3's words: the service that it was for is not known. */
export function badRequest(): AwsError {
  return new AwsError("BadRequest", "An error occurred when parsing the HTTP request.", { status: 400 });
}

/** Who answers what node could not make a request of. */
export interface AnswerStamp {
  readonly requestId: () => string;
  readonly now: () => Date;
}

/**
 * Answers what cannot be read as HTTP: once a connection, after the answers that are still due, and then closes it.
 *
 * INVARIANT: an answer never goes out in the place of another request's, or a client would take it for that one's.
 */
export class MalformedHttp {
  readonly #stamp: AnswerStamp;
  /** The answers that are still due on a connection, in the order of their requests, and some that are not any more. */
  readonly #due = new WeakMap<Duplex, ServerResponse[]>();
  readonly #closing = new WeakSet<Duplex>();

  constructor(stamp: AnswerStamp) {
    this.#stamp = stamp;
  }

  /** Whether the connection is about to be closed, so that whatever else comes on it is not to be served. */
  isClosing(socket: Duplex): boolean {
    return this.#closing.has(socket);
  }

  /** Marks a connection whose last answer is on its way. */
  willClose(socket: Duplex): void {
    this.#closing.add(socket);
  }

  /** Remembers that an answer is due. */
  expect(response: ServerResponse, socket: Duplex): void {
    const known = this.#due.get(socket);
    if (known === undefined) {
      this.#due.set(socket, [response]);
      return;
    }
    // Looked at here, as a listener on each answer costs more than what it would tell.
    while (known[0]?.closed === true) known.shift();
    known.push(response);
  }

  /** For node's `clientError`: the parser has given up on a connection. */
  refuse(error: Error & { readonly code?: string }, socket: Duplex): void {
    if (this.#closing.has(socket)) {
      // The client has ended its side too: there is nothing left to wait for.
      if (error.code === "HPE_INVALID_EOF_STATE") socket.end(() => socket.destroy());
      return;
    }
    this.#closing.add(socket);
    const due = (this.#due.get(socket) ?? []).filter(({ closed }) => !closed);
    const last = due.at(-1);
    // Whoever reset the connection reads no answer.
    if (error.code === "ECONNRESET" || error.code === "EPIPE" || !socket.writable) socket.destroy();
    else if (last === undefined) this.answer(faultOf(error), socket);
    else if (last.req.complete) last.once("close", () => this.answer(faultOf(error), socket));
    else if (due.length > 1 || last.headersSent) socket.destroy();
    // The body of the one request that is being served cannot be read on: this is its answer.
    else this.answer(faultOf(error), socket);
  }

  /** Writes a refusal past node, and closes the connection in a way that lets the client read it. */
  answer(error: AwsError, socket: Duplex): void {
    this.#closing.add(socket);
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const requestId = this.#stamp.requestId();
    const { body, contentType } = restXmlError(error, { requestId, hostId: requestId });
    const head = [
      `HTTP/1.1 ${error.status} ${PHRASES[error.status] ?? "Refused"}`,
      `x-amz-request-id: ${requestId}`,
      `content-type: ${contentType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `date: ${this.#stamp.now().toUTCString()}`,
      "server: AmazonS3",
      "connection: close",
    ];
    socket.on("error", () => socket.destroy());
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
    // What still comes is read and forgotten: a close with unread bytes would be a reset, which overtakes the answer.
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
    socket.once("close", () => clearTimeout(timer));
  }
}

function faultOf({ code }: { readonly code?: string }): AwsError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return headerSectionTooLarge();
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return requestTimeout();
    case "HPE_INVALID_EOF_STATE":
      return new AwsError("IncompleteBody", "The request body terminated unexpectedly", { status: 400 });
    default:
      return badRequest();
  }
}

function headerSectionTooLarge(): AwsError {
  return new AwsError("RequestHeaderSectionTooLarge", "Your request header section exceeds the maximum allowed size.", {
    status: 400,
    fields: { MaxSizeAllowed: String(MAX_HEADER_SECTION_BYTES) },
  });
}

/** Nothing came for too long. */
export function requestTimeout(): AwsError {
  const message =
    "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.";
  return new AwsError("RequestTimeout", message, { status: 400 });
}
