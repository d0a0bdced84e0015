import { LargeConnection, type Server } from "./large-client.ts";
import { getLarge, LARGE_BYTES, SLICE, withSpeeds } from "./large-objects.ts";
import type { Part } from "./part.ts";
import { BUCKET } from "./target.ts";
import { withBareServer, withTargets } from "./targets.ts";

const PART_BYTES: number = 8 * 1024 ** 2;
const IN_FLIGHT = 4;
const PATH = `/${BUCKET}/k-parts`;

/** 1 GiB in parts, as aws-cli and the SDKs upload it, beside Ceph and a server that does almost nothing. */
export const multipart: Part = {
  name: "multipart",
  about: "1 GiB in parts of 8 MiB, 4 of them in flight, and one GET of the whole",
  run: (options) =>
    withTargets({ ...options, without: ["s3rver"] }, (targets) =>
      withBareServer((bare) =>
        withSpeeds(`1 GiB, parts of ${PART_BYTES / 1024 ** 2} MiB, ${IN_FLIGHT} in flight`, async (speeds) => {
          // The first round warms up.
          for (let round = 0; round <= options.rounds; round++) {
            for (const target of [...targets, bare]) {
              const isNoted = round > 0;
              await speeds.note("upload", { target, isNoted }, () => putParts(target));
              await speeds.note("GET", { target, isNoted }, () => getLarge(target, PATH));
            }
          }
        }),
      ),
    ),
};

/** CreateMultipartUpload, the parts over as many connections as are in flight, CompleteMultipartUpload. */
async function putParts(server: Server): Promise<void> {
  const connections = Array.from({ length: IN_FLIGHT }, () => new LargeConnection(server));
  const [first] = connections as [LargeConnection];
  try {
    const created = await first.send({ method: "POST", path: PATH, query: { uploads: "" } });
    const uploadId = /<UploadId>([^<]+)</.exec(created.text)?.[1] ?? "";
    const etags: string[] = [];
    let next = 1;
    const sender = async (connection: LargeConnection): Promise<void> => {
      for (let number = next++; number <= LARGE_BYTES / PART_BYTES; number = next++) {
        const query = { partNumber: String(number), uploadId };
        const body = { slice: SLICE, times: PART_BYTES / SLICE.length };
        etags[number - 1] = (await connection.send({ method: "PUT", path: PATH, query, body })).etag;
      }
    };
    await Promise.all(connections.map(sender));
    const body = { slice: completion(etags), times: 1 };
    const completed = await first.send({ method: "POST", path: PATH, query: { uploadId }, body });
    // A server may say 200 before it knows.
    if (completed.text.includes("<Error>")) throw new Error(completed.text);
  } finally {
    for (const connection of connections) connection.close();
  }
}

function completion(etags: readonly string[]): Buffer {
  const parts = etags.map((etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  return Buffer.from(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</CompleteMultipartUpload>`,
  );
}
