// A bare S3 for uploads: it takes bytes and drops them, and lets everybody in. It computes no checksum: it answers with the
// ones that were sent, before the bytes or behind them, so that clients which compare are content. With `md5` it hashes what
// comes, for clients that compare the ETag with an MD5 that they did not send. With `tls FOLDER` it serves TLS with the certificate that lies there.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const [hashing, safety, folder = ""] = process.argv.slice(2);
const settings = { requestTimeout: 0, keepAliveTimeout: 60_000 };
const server =
  safety === "tls"
    ? createSecureServer({ ...settings, key: pem("server-key.pem"), cert: pem("server.pem") }, receive)
    : createServer(settings, receive);
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));

/** So much of a body's end holds its trailer. */
const END_BYTES = 128;

function pem(name: string): Buffer {
  return readFileSync(join(folder, name));
}

function receive(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === "POST") {
    let text = "";
    request.setEncoding("latin1").on("data", (chunk: string) => {
      // Completions are long and of no interest; forms are short.
      if (text.length < 65_536) text += chunk;
    });
    request.on("end", () => answerPost(request, response, text));
    return;
  }
  const hash = hashing === "md5" && request.method === "PUT" ? createHash("md5") : undefined;
  let end = "";
  if (request.headers["x-amz-trailer"] !== undefined) {
    request.on("data", (chunk: Buffer) => {
      // A trailer is short, and may come in two pieces.
      end = (end + chunk.toString("latin1", Math.max(0, chunk.length - END_BYTES))).slice(-END_BYTES);
    });
  } else if (hash === undefined) request.resume();
  if (hash !== undefined) request.on("data", (chunk: Buffer) => hash.update(chunk));
  request.on("end", () => {
    const trailer = /(x-amz-checksum-[a-z0-9]+):([\w+/=]+)\r\n\r\n$/.exec(end);
    if (trailer !== null) response.setHeader(trailer[1] ?? "", trailer[2] ?? "");
    if (request.method === "PUT") answerPut(request, response, hash?.digest("hex"));
    else answerQuestion(request, response);
  });
}

function answerPut({ headers }: IncomingMessage, response: ServerResponse, md5: string | undefined): void {
  const sent = headers["content-md5"];
  const told = sent === undefined ? "0".repeat(32) : Buffer.from(String(sent), "base64").toString("hex");
  response.setHeader("etag", `"${md5 ?? told}"`);
  for (const [name, value] of checksumsIn(headers)) response.setHeader(name, value);
  response.end();
}

/** The checksums among headers: all but the words that say of which kind they are. */
function checksumsIn(headers: IncomingMessage["headers"]): readonly (readonly [name: string, value: string])[] {
  const all = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return all.filter(([name]) => /^x-amz-checksum-(?:crc|sha)/.test(name));
}

function answerQuestion({ method, url = "" }: IncomingMessage, response: ServerResponse): void {
  if (method === "HEAD") {
    response.statusCode = 404;
    response.end();
    return;
  }
  const location =
    '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">ap-northeast-1</LocationConstraint>';
  const list = "<ListBucketResult><Name>bench</Name><IsTruncated>false</IsTruncated></ListBucketResult>";
  answerXml(response, /[?&]location/.test(url) ? location : list);
}

function answerPost({ url = "", headers }: IncomingMessage, response: ServerResponse, text: string): void {
  const about = "<Bucket>bench</Bucket><Key>k/object</Key>";
  if (/[?&]uploads/.test(url)) {
    answerXml(
      response,
      `<InitiateMultipartUploadResult>${about}<UploadId>sink</UploadId></InitiateMultipartUploadResult>`,
    );
  } else if (text.includes("Action=AssumeRole")) answerXml(response, assumedRole());
  else {
    const checksums = checksumsIn(headers).map(([name, value]) => {
      const element = `Checksum${name.slice("x-amz-checksum-".length).toUpperCase()}`;
      return `<${element}>${value}</${element}><ChecksumType>FULL_OBJECT</ChecksumType>`;
    });
    const etag = `<ETag>"${"0".repeat(32)}-1"</ETag>`;
    answerXml(
      response,
      `<CompleteMultipartUploadResult>${about}${etag}${checksums.join("")}</CompleteMultipartUploadResult>`,
    );
  }
}

function assumedRole(): string {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const credentials = `<AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>SECRET</SecretAccessKey><SessionToken>TOKEN</SessionToken><Expiration>${expiration}</Expiration>`;
  const arn = "<Arn>arn:aws:sts::111111111111:assumed-role/uploader/bench</Arn>";
  const user = `<AssumedRoleUser>${arn}<AssumedRoleId>AROAEXAMPLE:bench</AssumedRoleId></AssumedRoleUser>`;
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${credentials}</Credentials>${user}<PackedPolicySize>6</PackedPolicySize></AssumeRoleResult><ResponseMetadata><RequestId>sink</RequestId></ResponseMetadata></AssumeRoleResponse>`;
}

function answerXml(response: ServerResponse, document: string): void {
  response.setHeader("content-type", "application/xml");
  response.end(document);
}
