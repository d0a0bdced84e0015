import { type Agent, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { signedHttp } from "../auth/signed-requests.ts";
import type { Target } from "./target.ts";

/** Where a request goes, and as whom: enough of a {@link Target}. */
export type Server = Pick<Target, "port" | "caller">;

/** A request whose payload is not signed, as clients with large bodies send it. */
export interface Streamed {
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  /** Not encoded. Default: none. */
  readonly query?: Readonly<Record<string, string>>;
  /** One buffer, or several that are sent as the server takes them. Default: none. */
  readonly body?: { readonly bytes: number; readonly chunks: Iterable<Buffer> } | Buffer;
  /** Default: a connection that is used once. */
  readonly agent?: Agent;
}

/** An answer whose body is yet to be read. */
export async function send({ port, caller }: Server, streamed: Streamed): Promise<IncomingMessage> {
  const { method, path, query = {}, body = Buffer.alloc(0), agent } = streamed;
  const isOne = Buffer.isBuffer(body);
  const plain = {
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    "content-length": String(isOne ? body.length : body.bytes),
  };
  const headers = await signedHttp({ service: "s3", method, path, query, headers: plain }, caller, `127.0.0.1:${port}`);
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const target = pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
  const outgoing = request({ host: "127.0.0.1", port, method, path: target, headers: { ...headers }, agent });
  const answer = new Promise<IncomingMessage>((resolve, reject) =>
    outgoing.on("response", resolve).on("error", reject),
  );
  if (isOne) outgoing.end(body);
  else await pipeline(Readable.from(body.chunks), outgoing);
  return answer;
}

/** Reads an answer to its end, keeping nothing. @throws Error where it is not 200 or has another length. */
export async function drain(answer: IncomingMessage, expectedBytes: number): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  if (answer.statusCode !== 200 || bytes !== expectedBytes) throw new Error(`${answer.statusCode}, ${bytes} bytes`);
}

/** Reads an answer as text. @throws Error where it is not 200. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${text}`);
  return text;
}
