import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { signedHttp } from "../auth/signed-requests.ts";
import { BUCKET, type Target } from "./targets.ts";

export const LARGE_BYTES: number = 1024 ** 3;
const PATH = `/${BUCKET}/k-large`;
const CHUNK = Buffer.alloc(1024 * 1024, "0123456789abcdef");

/** Puts 1 GiB. Gives MiB in a second. */
export async function putLarge(target: Pick<Target, "port" | "caller">): Promise<number> {
  const started = performance.now();
  const outgoing = request(await optionsFor(target, "PUT", { "content-length": String(LARGE_BYTES) }));
  const answer = answerOf(outgoing);
  await pipeline(Readable.from(chunks()), outgoing);
  await drain(await answer, 0);
  return LARGE_BYTES / 1024 ** 2 / ((performance.now() - started) / 1000);
}

/** Gets it. Gives MiB in a second. */
export async function getLarge(target: Pick<Target, "port" | "caller">): Promise<number> {
  const started = performance.now();
  const outgoing = request(await optionsFor(target, "GET", {}));
  const answer = answerOf(outgoing);
  outgoing.end();
  await drain(await answer, LARGE_BYTES);
  return LARGE_BYTES / 1024 ** 2 / ((performance.now() - started) / 1000);
}

function* chunks(): Generator<Buffer> {
  for (let sent = 0; sent < LARGE_BYTES; sent += CHUNK.length) yield CHUNK;
}

async function optionsFor(
  { port, caller }: Pick<Target, "port" | "caller">,
  method: "GET" | "PUT",
  extra: Readonly<Record<string, string>>,
): Promise<object> {
  const headers = { ...extra, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
  const signed = await signedHttp({ service: "s3", method, path: PATH, headers }, caller, `127.0.0.1:${port}`);
  return { host: "127.0.0.1", port, method, path: PATH, headers: signed };
}

const answerOf = (outgoing: ReturnType<typeof request>): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => outgoing.on("response", resolve).on("error", reject));

async function drain(answer: IncomingMessage, expectedBytes: number): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  if (answer.statusCode !== 200 || bytes !== expectedBytes) throw new Error(`${answer.statusCode}, ${bytes} bytes`);
}
