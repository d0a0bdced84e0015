// A bare server for large objects: it only hashes (MD5, which S3 must) and writes to a file, flushed before the answer.
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const file = join(process.argv[2] ?? "", "object");

const server = createServer((request, response) => {
  if (request.method === "GET") {
    response.setHeader("content-length", statSync(file).size);
    createReadStream(file).pipe(response);
    return;
  }
  void (async () => {
    const hash = createHash("md5");
    const handle = await open(file, "w");
    for await (const chunk of request) {
      hash.update(chunk as Buffer);
      await handle.write(chunk as Buffer);
    }
    await handle.sync();
    await handle.close();
    response.setHeader("etag", `"${hash.digest("hex")}"`);
    response.end();
  })();
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
