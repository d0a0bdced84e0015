import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import type { ReusingStream } from "../state/blob-files.ts";
import { LINGER_MILLISECONDS } from "./malformed-http.ts";
import { sendReusing } from "./send-reusing.ts";
import type { HttpResponse } from "./service.ts";

/** What goes with an answer besides what the service says. */
export interface AnswerDelivery {
  /** Whether the request's body was not read to its end, so that nothing more can come on the connection. */
  readonly unread: boolean;
  /** Whether the client sends the rest of an unread body: one that waits for `100 Continue` does not. */
  readonly willSend: boolean;
  readonly date: string;
}

/**
 * Writes an answer to the end, and closes the connection where the request's body was not read. There is a promise only where
 * there is something to wait for.
 */
export function writeAnswer(
  answer: HttpResponse,
  response: ServerResponse,
  { unread, willSend, date }: AnswerDelivery,
): Promise<void> | undefined {
  const { body } = answer;
  const headOnly = response.req.method === "HEAD";
  // node would send the machine's own time, and clients set their clocks by this header.
  response.sendDate = false;
  response.writeHead(answer.status, fieldsOf(answer, { unread, date }));
  if (body instanceof Readable && !headOnly) return send(body, response);
  const bytes = headOnly || body instanceof Readable ? undefined : body;
  if (unread && willSend) return sendAndDrain(bytes, response);
  response.end(bytes);
  return undefined;
}

/** The whole answer goes out first, for the client to read while it still sends. */
async function sendAndDrain(bytes: string | Uint8Array | undefined, response: ServerResponse): Promise<void> {
  response.flushHeaders();
  if (bytes !== undefined) response.write(bytes);
  await drain(response.req);
  response.end();
}

function send(body: Readable | ReusingStream, response: ServerResponse): Promise<void> {
  // Of the system's sockets it is known that they are done with what they have taken; other streams may pass it on.
  const mayReuse = "reuse" in body && response.socket instanceof Socket;
  return mayReuse ? sendReusing(body, response) : pipeline(body, response);
}

/** The answer's headers as node takes them with least ado: names and values in turn. */
function fieldsOf(
  { status, headers, body }: HttpResponse,
  { unread, date }: Pick<AnswerDelivery, "unread" | "date">,
): string[] {
  const fields: string[] = [];
  for (const name of Object.keys(headers)) fields.push(name, headers[name] as string);
  fields.push("date", date);
  if (unread) fields.push("connection", "close");
  if (headers["content-length"] !== undefined) return fields;
  if (typeof body === "string" || body instanceof Uint8Array) {
    fields.push("content-length", String(Buffer.byteLength(body)));
  } else if (body === undefined && status !== 204 && status !== 304) {
    fields.push("content-length", "0");
  }
  return fields;
}

/**
 * Reads and forgets what the client still sends of an unwanted body, for a moment: a close with unread bytes would be a
 * reset, which takes the answer with it.
 */
async function drain(message: IncomingMessage): Promise<void> {
  const over = AbortSignal.timeout(LINGER_MILLISECONDS);
  message.resume();
  await finished(message, { signal: over, writable: false }).catch(() => {
    if (!message.complete) message.destroy();
  });
}
