// A bare server for large objects: it only hashes (MD5, which S3 must) and writes to files, flushed before the answer. A
// part of an upload is a file of its own; completing an upload only says which files are the object.
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const folder = process.argv[2] ?? "";
/** What an object is made of, by its path. */
const files = new Map<string, readonly string[]>();

const server = createServer((request, response) => {
  void answer(request, response);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://bare");
  const name = join(folder, pathname.replaceAll("/", "_"));
  const number = searchParams.get("partNumber");
  if (request.method === "GET") await read(files.get(pathname) ?? [], response);
  else if (request.method === "PUT") {
    const file = number === null ? name : `${name}.${number}`;
    response.setHeader("etag", `"${await write(file, request)}"`);
    if (number === null) files.set(pathname, [file]);
    response.end();
  } else {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const numbers =
      Buffer.concat(chunks)
        .toString()
        .match(/(?<=<PartNumber>)\d+/g) ?? [];
    files.set(
      pathname,
      numbers.map((part) => `${name}.${part}`),
    );
    response.end("<Upload><UploadId>bare</UploadId></Upload>");
  }
}

/** Gives the MD5. */
async function write(file: string, request: IncomingMessage): Promise<string> {
  const hash = createHash("md5");
  const handle = await open(file, "w");
  for await (const chunk of request) {
    hash.update(chunk as Buffer);
    await handle.write(chunk as Buffer);
  }
  await handle.sync();
  await handle.close();
  return hash.digest("hex");
}

async function read(paths: readonly string[], response: ServerResponse): Promise<void> {
  const [only, second] = paths;
  response.setHeader(
    "content-length",
    paths.reduce((sum, path) => sum + statSync(path).size, 0),
  );
  if (only !== undefined && second === undefined) await pipeline(createReadStream(only), response);
  else await pipeline(Readable.from(bytesOf(paths)), response);
}

async function* bytesOf(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
}
