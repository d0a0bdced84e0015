import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { formatLease, leaseFromUrl } from "../../../src/lease/index.ts";
import { type FakeAnswer, type FakeServer, startFakeServer, startRawServer } from "../../support/fake-server.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { sampleLease } from "../sample-lease.ts";

const newDirectory = temporaryDirectories();
const use = { bucket: "my-bucket", key: "a" };
const place = { region: "eu-west-1", environment: {} };
const SECRET = "SECRET/KEY+EXAMPLE";
const answered = {
  AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
  SecretAccessKey: SECRET,
  Token: "TOKEN/EXAMPLE==",
  Expiration: "2099-01-01T00:00:00Z",
};
let server: FakeServer | undefined;
afterEach(() => server?.close());

async function serve(answer: FakeAnswer | ((count: number) => FakeAnswer)): Promise<string> {
  server = await startFakeServer((_, count) => (typeof answer === "function" ? answer(count) : answer));
  return `${server.endpoint}/leases/film?for=me`;
}
const ok = (value: unknown): FakeAnswer => ({ status: 200, body: JSON.stringify(value) });

describe("a lease from an address", () => {
  it("is the document that it answers with, asked for anew each time", async () => {
    const take = leaseFromUrl(await serve({ status: 200, body: formatLease(sampleLease) }));
    expect([await take(), await take()]).toEqual([sampleLease, sampleLease]);
    expect(server?.requests.map(({ method, target, headers }) => [method, target, headers.authorization])).toEqual([
      ["GET", "/leases/film?for=me", undefined],
      ["GET", "/leases/film?for=me", undefined],
    ]);
  });

  it("is made of credentials as a container's endpoint gives them", async () => {
    const lease = await leaseFromUrl(await serve(ok(answered)), { ...place, use })();
    expect(lease).toMatchObject({ scope: { ...use, actions: ["upload"] }, isScopeKnown: false, region: "eu-west-1" });
    expect(lease.credentials).toEqual(sampleLease.credentials);
  });

  it("sends the token as it stands", async () => {
    const url = await serve(ok(answered));
    await leaseFromUrl(url, { ...place, use, authorization: { token: "Bearer a b" } })();
    expect(server?.requests[0]?.headers.authorization).toBe("Bearer a b");
  });

  it("reads the token's file anew each time, without the end of its line", async () => {
    const tokenFile = join(newDirectory(), "token");
    const take = leaseFromUrl(await serve(ok(answered)), { ...place, use, authorization: { tokenFile } });
    for (const text of ["first", "second\n", "third\r\n"]) {
      writeFileSync(tokenFile, text);
      await take();
    }
    expect(server?.requests.map(({ headers }) => headers.authorization)).toEqual(["first", "second", "third"]);
  });

  it.each([
    ["is empty", ""],
    ["has two lines", "a\nb"],
    ["would begin another header", "a\r\nx: y"],
    ["is too long", "a".repeat(65_537)],
  ])("is not asked for with a token that %s", async (_, text) => {
    const tokenFile = join(newDirectory(), "token");
    writeFileSync(tokenFile, text);
    const url = await serve(ok(answered));
    const error = await refusedBy(leaseFromUrl(url, { ...place, use, authorization: { tokenFile } })());
    expect(error.code).toBe("TokenUnavailable");
    expect(server?.requests).toEqual([]);
  });

  it("is not asked for without the token that was to be there", async () => {
    const tokenFile = join(newDirectory(), "no");
    const error = await refusedBy(leaseFromUrl(await serve(ok(answered)), { authorization: { tokenFile } })());
    expect(error).toMatchObject({ code: "TokenUnavailable", message: expect.stringContaining("ENOENT") });
  });

  it.each<[string, string, FakeAnswer]>([
    ["garbage", "LeaseMalformed", { status: 200, body: `<html>${SECRET}` }],
    ["credentials without a token", "LeaseMalformed", ok({ ...answered, Token: undefined })],
    ["credentials without an end", "LeaseMalformed", ok({ ...answered, Expiration: undefined })],
    ["expired credentials", "LeaseExpired", ok({ ...answered, Expiration: "2020-01-01T00:00:00Z" })],
    ["too much", "LeaseMalformed", { status: 200, body: "x".repeat(1_048_577) }],
    ["a refusal", "LeaseUnavailable", { status: 403, body: SECRET }],
    ["a redirect", "LeaseUnavailable", { status: 302, headers: { location: "/elsewhere" } }],
    ["no content", "LeaseUnavailable", { status: 204 }],
  ])("is not made of %s: %s, without any secret", async (_, code, answer) => {
    const error = await refusedBy(leaseFromUrl(await serve(answer), { ...place, use })());
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.facts)} ${error.cause}`).not.toContain(SECRET);
    expect(server?.requests).toHaveLength(1);
  });

  it("tells the code of a refusal, where it is one, and nothing else of it", async () => {
    const said = (body: object) => serve({ status: 403, body: JSON.stringify(body) });
    const error = await refusedBy(leaseFromUrl(await said({ Code: "NotForYou", Message: SECRET }))());
    expect(error).toMatchObject({ message: expect.stringContaining("status 403 (NotForYou)"), facts: { status: 403 } });
    await server?.close();
    const other = await refusedBy(leaseFromUrl(await said({ Code: "\u001b[31m", Message: SECRET }))());
    expect(other.message).toMatch(/status 403$/);
  });

  it("says that nobody is there", async () => {
    const url = await serve(ok(answered));
    await server?.close();
    server = undefined;
    const error = await refusedBy(leaseFromUrl(url)());
    expect(error).toMatchObject({ code: "ClientTimeout", message: expect.stringContaining("ECONNREFUSED") });
    expect(error.message).not.toContain("for=me");
  });

  it("does not wait for a server that stops in its answer", async () => {
    server = await startRawServer((_, response) => response.writeHead(200, { "content-length": "10" }).write("x"));
    const error = await refusedBy(leaseFromUrl(server.endpoint, { timeoutMilliseconds: 200 })());
    expect(error).toMatchObject({ code: "ClientTimeout", message: expect.stringContaining("no answer in time") });
  });

  it("does not take what is cut off for the whole", async () => {
    server = await startRawServer((message, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{}", () => message.socket.destroy());
    });
    expect(await refusedBy(leaseFromUrl(server.endpoint)())).toMatchObject({ code: "ClientTimeout" });
  });

  it.each([
    "https://leases.example.com/x",
    "http://127.0.0.1:1/x",
    "http://127.9.9.9/x",
    "http://localhost:1/",
    "http://[::1]:1/",
    "http://169.254.170.2/v2/x",
    "http://169.254.170.23/v1/credentials",
    "http://[fd00:ec2::23]/v1/credentials",
  ])("may be at %s", (url) => {
    expect(leaseFromUrl(url)).toBeTypeOf("function");
  });

  it.each([
    "http://leases.example.com/x",
    "http://127.0.0.1.example.com/",
    "http://169.254.169.254/latest",
    "http://169.254.170.24/",
    "http://host.docker.internal/",
    "https://user:password@leases.example.com/",
    "file:///etc/passwd",
    "leases.example.com",
  ])("is not asked for at %s", async (url) => {
    const error = await refusedBy(() => leaseFromUrl(url));
    expect(error.code).toBe("ArgumentInvalid");
    expect(error.message).not.toContain("password");
  });
});
