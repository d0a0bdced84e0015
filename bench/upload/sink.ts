// A bare S3 for uploads: it takes bytes and drops them. It computes no checksum: it answers with the one that was sent, so
// that clients which compare are content. With `md5` it hashes what comes, for clients that compare the ETag with an MD5.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const hashes = process.argv[2] === "md5";

const server = createServer({ requestTimeout: 0 }, (request, response) => {
  const hash = hashes ? createHash("md5") : undefined;
  if (hash === undefined) request.resume();
  else request.on("data", (chunk: Buffer) => hash.update(chunk));
  request.on("end", () => answer(request, response, hash?.digest("hex") ?? "0".repeat(32)));
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));

function answer(request: IncomingMessage, response: ServerResponse, md5: string): void {
  const url = new URL(request.url ?? "", "http://sink");
  const crc32 = request.headers["x-amz-checksum-crc32"];
  if (request.method === "PUT") {
    response.setHeader("etag", `"${md5}"`);
    if (crc32 !== undefined) response.setHeader("x-amz-checksum-crc32", crc32);
    response.end();
    return;
  }
  if (request.method === "HEAD") {
    response.statusCode = 404;
    response.end();
    return;
  }
  response.setHeader("content-type", "application/xml");
  response.end(documentFor(request.method ?? "", url, String(crc32 ?? "")));
}

function documentFor(method: string, url: URL, crc32: string): string {
  const about = "<Bucket>bench</Bucket><Key>object</Key>";
  if (url.searchParams.has("location")) {
    return '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">us-east-1</LocationConstraint>';
  }
  if (url.searchParams.has("uploads") && method === "POST") {
    return `<InitiateMultipartUploadResult>${about}<UploadId>sink</UploadId></InitiateMultipartUploadResult>`;
  }
  if (url.searchParams.has("uploadId")) {
    const checksum =
      crc32 === "" ? "" : `<ChecksumCRC32>${crc32}</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType>`;
    return `<CompleteMultipartUploadResult>${about}<ETag>"${"0".repeat(32)}-1"</ETag>${checksum}</CompleteMultipartUploadResult>`;
  }
  return "<ListBucketResult><Name>bench</Name><IsTruncated>false</IsTruncated></ListBucketResult>";
}
