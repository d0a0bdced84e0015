import { createHash } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NodeSha256 } from "../../src/upload/node-sha256.ts";
import { Signer, type UnsignedRequest } from "../../src/upload/signer.ts";

const at = new Date("2026-11-26T10:11:12.345Z");
const credentials = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "SECRET", sessionToken: "TOKEN/+=" };
const address = {
  secure: true,
  isAws: false,
  hostname: "b.s3.example.com",
  port: 443,
  host: "b.s3.example.com",
  url: "",
};

function requestOf(path: string, headers: Readonly<Record<string, string>>, query = {}): UnsignedRequest {
  const payloadSha256 = createHash("sha256").update(path).digest("hex");
  return { method: "PUT", query, address: { ...address, path }, headers, sizeBytes: path.length, payloadSha256 };
}

/** What AWS's own library makes of a request, without anything that remembers. */
async function expected(request: UnsignedRequest, by = credentials, when = at): Promise<string | undefined> {
  const { method, query, address, headers, sizeBytes, payloadSha256 } = request;
  const library = new SignatureV4({
    credentials: by,
    region: "us-east-1",
    service: "s3",
    sha256: NodeSha256,
    uriEscapePath: false,
  });
  const own = { host: address.host, "x-amz-content-sha256": payloadSha256, "content-length": String(sizeBytes) };
  const { hostname, path } = address;
  const sent = { method, protocol: "https:", hostname, path, query: { ...query }, headers: { ...own, ...headers } };
  return (await library.sign(sent, { signingDate: when })).headers.authorization;
}

afterEach(() => vi.restoreAllMocks());

describe("signatures", () => {
  const value = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.constantFrom("a b", "a  b", " a", "a ", "a\tb", "ü", "a\nb"),
  );
  const names = ["content-type", "cache-control", "x-amz-acl", "x-amz-meta-a", "x-amz-meta-b-c", "expect", "if-match"];
  const headers = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });
  const path = fc.string({ unit: "grapheme", maxLength: 10 }).map((key) => `/${encodeURIComponent(key)}`);
  const query = fc.oneof(
    fc.constantFrom({}, { uploads: "" }, { uploadId: "a b", partNumber: "1" }),
    fc.record({ partNumber: fc.string({ unit: "grapheme", maxLength: 6 }), uploadId: fc.string({ maxLength: 12 }) }),
    fc.dictionary(fc.stringMatching(/^[a-zA-Z-]{1,6}$/), fc.string({ maxLength: 6 }), { maxKeys: 3 }),
  );

  it("are those of AWS's library, whatever was signed before", async () => {
    const signer = new Signer("us-east-1");
    await fc.assert(
      fc.asyncProperty(path, headers, query, async (path, headers, query) => {
        const request = requestOf(path, headers, query);
        expect((await signer.sign(request, { credentials, at })).authorization).toBe(await expected(request));
      }),
      { numRuns: 500 },
    );
  });

  it("follow the time and the credentials", async () => {
    const signer = new Signer("us-east-1");
    const request = requestOf("/a", { "content-type": "text/plain" });
    const others = { accessKeyId: "ASIAOTHER", secretAccessKey: "OTHER", sessionToken: "ANOTHER" };
    for (const by of [credentials, others, credentials]) {
      for (const seconds of [0, 1, 86_400, 0]) {
        const when = new Date(at.getTime() + 1000 * seconds);
        const signed = await signer.sign(request, { credentials: by, at: when });
        expect(signed.authorization).toBe(await expected(request, by, when));
        expect(signed["x-amz-security-token"]).toBe(by.sessionToken);
      }
    }
  });

  it("are told what to cover by the library only where headers have names that were not seen before", async () => {
    const library = vi.spyOn(SignatureV4.prototype, "sign");
    const whole = (): number => library.mock.calls.filter(([toSign]) => typeof toSign !== "string").length;
    const signer = new Signer("us-east-1");
    const sign = (headers: Readonly<Record<string, string>>): Promise<unknown> =>
      signer.sign(requestOf("/a", headers), { credentials, at });
    for (let times = 0; times < 3; times++) await sign({ "content-type": `text/${times}` });
    expect(whole()).toBe(1);
    await sign({ "content-type": "text/plain", "cache-control": "no-cache" });
    expect(whole()).toBe(2);
    // Of two spaces the library makes one.
    await sign({ "content-type": "text/plain;  charset=utf-8" });
    expect(whole()).toBe(3);
  });
});
