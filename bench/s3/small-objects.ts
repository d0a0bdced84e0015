import { signedHttp } from "../auth/signed-requests.ts";
import { RawConnection } from "./raw-client.ts";
import { BUCKET, type Target } from "./targets.ts";

export const SMALL_BYTES = 4096;
export const CONNECTIONS = 32;
const BODY = "0123456789abcdef".repeat(SMALL_BYTES / 16);

/** Makes the bucket. */
export async function makeBucket({ port, owner, bucketDocument: document = "" }: Target): Promise<void> {
  const plain = { service: "s3", method: "PUT", path: `/${BUCKET}`, body: document } as const;
  const headers = await signedHttp(plain, owner, `127.0.0.1:${port}`);
  const connection = new RawConnection(port);
  const { status, body } = await connection.send(rawRequest("PUT", plain.path, headers, document));
  connection.close();
  if (status !== 200) throw new Error(`CreateBucket: ${status} ${body}`);
}

/** Signed requests for `count` keys, as they go over the wire. */
export async function prepare(
  target: Target,
  method: "GET" | "PUT",
  keys: readonly string[],
): Promise<readonly Buffer[]> {
  const body = method === "PUT" ? BODY : "";
  return Promise.all(
    keys.map(async (key) => {
      const path = `/${BUCKET}/${key}`;
      const headers = await signedHttp(
        { service: "s3", method, path, body },
        target.caller,
        `127.0.0.1:${target.port}`,
      );
      return rawRequest(method, path, headers, body);
    }),
  );
}

/** Sends all requests with 32 connections. Gives how many there were in a second. */
export async function rate(port: number, requests: readonly Buffer[], answerBytes: number): Promise<number> {
  const connections = Array.from({ length: CONNECTIONS }, () => new RawConnection(port));
  let next = 0;
  const loop = async (connection: RawConnection): Promise<void> => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { status, body } = await connection.send(request);
      if (status !== 200 || body.length !== answerBytes) throw new Error(`${status} ${body}`);
    }
  };
  const started = performance.now();
  await Promise.all(connections.map(loop));
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  return requests.length / seconds;
}

function rawRequest(method: string, path: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}content-length: ${body.length}\r\n\r\n${body}`);
}
