import { describe, expect, it } from "vitest";
import { clientsPage } from "../../tools/docs/clients-page.ts";
import { describeRequest } from "../e2e/clients/request-form.ts";

const RESULTS = [
  "step\tcurl\t7.88.1\tap-northeast-1, http\tPUT | of a file\tPUT: SigV4, sha256\tworks",
  "note\tcurl\t7.88.1\t\tSends no `x-amz-content-sha256`.\t\t",
  "step\tcurl\t7.88.1\tap-northeast-1, http\tout of scope\tPUT: SigV4\trefused: AccessDenied",
  "step\trclone\t1.60.1\tap-northeast-1, http\tlsf\tGET: SigV4\tworks",
  "step\tall clients\t\tap-northeast-1, http\tleft nothing behind\t\tworks",
  "",
].join("\n");

describe("the page of the clients", () => {
  const page = clientsPage(RESULTS, new Date("2026-11-25T12:00:00Z"));

  it("tells when it was run, and how many steps there were", () => {
    expect(page).toContain("3 steps, run on\n2026-11-25");
  });

  it("counts each client's steps by what they came to", () => {
    expect(page).toContain("| curl | 7.88.1 | 1 | 1 |");
    expect(page).toContain("| rclone | 1.60.1 | 1 | 0 |");
  });

  it("has a section for each client, with its notes before its steps, and cells that end where they must", () => {
    expect(page).toContain(
      [
        "## curl 7.88.1\n\nSends no `x-amz-content-sha256`.\n",
        "| What it did | Where | Sent | Result |",
        "| --- | --- | --- | --- |",
        "| PUT \\| of a file | ap-northeast-1, http | PUT: SigV4, sha256 | works |",
      ].join("\n"),
    );
    expect(page).not.toContain("all clients");
  });
});

describe("how a client's request is described", () => {
  const describeHead = (line: string, ...headers: string[]) =>
    describeRequest([line, "Host: 127.0.0.1", ...headers, "", ""].join("\r\n"), "ap-northeast-1");
  const scope = (region: string) =>
    `Authorization: AWS4-HMAC-SHA256 Credential=AKID/20261125/${region}/s3/aws4_request, SignedHeaders=host;transfer-encoding, Signature=00`;

  it.each([
    ["GET /b/k?X-Amz-Signature=00 HTTP/1.1", [], "GET: SigV4 query"],
    ["GET /b/k?AWSAccessKeyId=A&Signature=00 HTTP/1.1", [], "GET: SigV2 query"],
    ["GET /b/k HTTP/1.1", [], "GET: unsigned"],
    ["PUT /b/k HTTP/1.1", ["Authorization: AWS AKID:00", "x-amz-acl: private"], "PUT: SigV2, x-amz-acl private"],
    ["PUT /b/k HTTP/1.1", ["x-amz-copy-source: /b/other"], "PUT: unsigned, copy"],
    ["GET /b/?location HTTP/1.1", [scope("us-east-1")], "GET ?location: SigV4 for us-east-1"],
    [
      "PUT /b/k HTTP/1.1",
      [
        scope("ap-northeast-1"),
        "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "Content-Encoding: aws-chunked",
        "Transfer-Encoding: chunked",
        "x-amz-trailer: x-amz-checksum-crc32",
        "Expect: 100-Continue",
      ],
      "PUT: SigV4, STREAMING-UNSIGNED-PAYLOAD-TRAILER, aws-chunked, Transfer-Encoding chunked (signed), crc32 trailer, Expect",
    ],
    [
      "PUT /b/k HTTP/1.1",
      [`x-amz-content-sha256: ${"0".repeat(64)}`, "x-amz-checksum-crc32: AAAAAA==", "Content-MD5: 00"],
      "PUT: unsigned, sha256, crc32 header, Content-MD5",
    ],
  ] as const)("%s %j", (line, headers, described) => {
    expect(describeHead(line, ...headers)).toBe(described);
  });
});
