import { Agent } from "node:http";
import { getLarge, LARGE_BYTES, speed } from "./large-objects.ts";
import type { Part } from "./part.ts";
import { Rates } from "./rates.ts";
import { drain, type Server, send, textOf } from "./streamed-requests.ts";
import { BUCKET } from "./target.ts";
import { withBareServer, withTargets } from "./targets.ts";

const PART_BYTES: number = 8 * 1024 ** 2;
const IN_FLIGHT = 4;
const PATH = `/${BUCKET}/k-parts`;
const PART = Buffer.alloc(PART_BYTES, "0123456789abcdef");

/** 1 GiB in parts, as aws-cli and the SDKs upload it. */
export const multipart: Part = {
  name: "multipart",
  about: "1 GiB in parts of 8 MiB, 4 of them in flight, and one GET of the whole",
  run: (options) =>
    withTargets(options, (targets) =>
      withBareServer(async (bare) => {
        const rates = new Rates(" MiB/s");
        // The first round warms up.
        for (let round = 0; round <= options.rounds; round++) {
          for (const target of [...targets, bare]) {
            const put = await speed(() => putParts(target));
            const get = await speed(() => getLarge(target, PATH));
            if (round === 0) continue;
            rates.note("upload", target, put);
            rates.note("GET", target, get);
          }
        }
        rates.print(`1 GiB, parts of ${PART_BYTES / 1024 ** 2} MiB, ${IN_FLIGHT} in flight`);
      }),
    ),
};

/** CreateMultipartUpload, the parts over as many connections as are in flight, CompleteMultipartUpload. */
async function putParts(server: Server): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  try {
    const created = await textOf(await send(server, { method: "POST", path: PATH, query: { uploads: "" }, agent }));
    const uploadId = /<UploadId>([^<]+)</.exec(created)?.[1] ?? "";
    const etags: string[] = [];
    let next = 1;
    const sender = async (): Promise<void> => {
      for (let number = next++; number <= LARGE_BYTES / PART_BYTES; number = next++) {
        const query = { partNumber: String(number), uploadId };
        const answer = await send(server, { method: "PUT", path: PATH, query, body: PART, agent });
        await drain(answer, 0);
        etags[number - 1] = answer.headers.etag ?? "";
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
    const body = completion(etags);
    await textOf(await send(server, { method: "POST", path: PATH, query: { uploadId }, body, agent }));
  } finally {
    agent.destroy();
  }
}

function completion(etags: readonly string[]): Buffer {
  const parts = etags.map((etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  return Buffer.from(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</CompleteMultipartUpload>`,
  );
}
