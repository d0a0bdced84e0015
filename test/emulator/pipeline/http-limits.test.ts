import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { RawConnection, type WireAnswer } from "../../support/raw-connection.ts";
import { sha256, signHeaders } from "../../support/sigv4-by-hand.ts";
import { element, makeBucket, s3Of } from "../services/s3/world.ts";

describe("the limits of HTTP", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await makeBucket(s3Of(emulator), "limits");
  });
  afterAll(() => emulator.close());

  /** Sends bytes and gives the first answer, and whether the connection was closed after it. */
  async function ask(bytes: string): Promise<{ answer: WireAnswer | undefined; connection: RawConnection }> {
    const connection = await RawConnection.open(emulator.endpoint);
    const answer = await connection.send(bytes).next();
    return { answer, connection };
  }

  async function codeOf(bytes: string): Promise<[number | undefined, string | undefined]> {
    const { answer, connection } = await ask(bytes);
    connection.destroy();
    return [answer?.status, element(answer?.body ?? "", "Code")];
  }

  /** The head of a signed request as root, with `extra` headers that are signed too. */
  function signedHead(method: string, path: string, { body = "", extra = {} }: Partial<Signed> = {}): string {
    const { credentials, region } = clientConfig(emulator);
    const headers = { host: new URL(emulator.endpoint).host };
    const request = { method, path, headers, payloadHash: sha256(body) };
    const signed = signHeaders(request, { credentials, region, at: emulator.now() });
    const lines = Object.entries({ ...signed.headers, ...extra }).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
  }
  interface Signed {
    readonly body: string;
    readonly extra: Readonly<Record<string, string>>;
  }

  const host = "Host: 127.0.0.1\r\n";

  it.each([
    ["no request line", "hello\r\n\r\n"],
    ["a version that does not exist", `GET / HTTP/9.9\r\n${host}\r\n`],
    ["a method that does not exist", `FROBNICATE / HTTP/1.1\r\n${host}\r\n`],
    ["a NUL in the target", `GET /a\0b HTTP/1.1\r\n${host}\r\n`],
    ["a space in a header's name", `GET / HTTP/1.1\r\n${host}a b: c\r\n\r\n`],
    ["a NUL in a header", `GET / HTTP/1.1\r\n${host}a: b\0c\r\n\r\n`],
    ["a folded header without a name", `GET / HTTP/1.1\r\n : folded\r\n${host}\r\n`],
    ["two lengths", `PUT /limits/k HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ["a length that is no number", `PUT /limits/k HTTP/1.1\r\n${host}Content-Length: abc\r\n\r\n`],
    ["a negative length", `PUT /limits/k HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`],
    ["a length beyond all numbers", `PUT /limits/k HTTP/1.1\r\n${host}Content-Length: ${"9".repeat(40)}\r\n\r\n`],
    [
      "a length and chunks",
      `PUT /limits/k HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["an encoding that does not end in chunks", `PUT /limits/k HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n\r\n`],
    ["no Host", "GET / HTTP/1.1\r\n\r\n"],
    ["no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"],
    ["an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"],
    ["two Hosts", `GET / HTTP/1.1\r\n${host}Host: 127.0.0.1\r\n\r\n`],
  ])("answers %s with BadRequest", async (_what, bytes) => {
    expect(await codeOf(bytes)).toEqual([400, "BadRequest"]);
  });

  it("answers too long a head with RequestHeaderSectionTooLarge, however much of it follows", async () => {
    for (const long of ["a".repeat(70_000), "a".repeat(2_000_000)]) {
      const { answer, connection } = await ask(`GET / HTTP/1.1\r\n${host}a: ${long}\r\n\r\n`);
      expect([answer?.status, element(answer?.body ?? "", "Code")]).toEqual([400, "RequestHeaderSectionTooLarge"]);
      expect(answer?.headers.connection).toBe("close");
      connection.end();
      await connection.closed();
    }
    expect(await codeOf(`GET /?${"a&".repeat(50_000)} HTTP/1.1\r\n${host}\r\n`)).toEqual([
      400,
      "RequestHeaderSectionTooLarge",
    ]);
  });

  it("sees every header, however many there are", async () => {
    const many = Array.from({ length: 5_000 }, (_, i) => `h${i}:\r\n`).join("");
    expect(await codeOf(`GET / HTTP/1.1\r\n${many}${host}\r\n`)).toEqual([403, "AccessDenied"]);
    expect(await codeOf(`GET / HTTP/1.1\r\n${host}${many}Host: evil.example\r\n\r\n`)).toEqual([400, "BadRequest"]);
  });

  it("closes the connection after what it cannot read", async () => {
    const { answer, connection } = await ask("hello\r\n\r\n");
    expect(answer?.headers["x-amz-request-id"]).toMatch(/^[0-9A-Z]{16}$/);
    expect(element(answer?.body ?? "", "RequestId")).toBe(answer?.headers["x-amz-request-id"]);
    await connection.closed();
  });

  it("answers what came before in full, and what follows and cannot be read after it", async () => {
    const { answer, connection } = await ask(`${signedHead("GET", "/")}hello\r\n\r\n`);
    expect([answer?.status, answer?.body.includes("ListAllMyBucketsResult")]).toEqual([200, true]);
    expect((await connection.next())?.status).toBe(400);
    await connection.closed();
  });

  it("answers requests that were sent in one go in their order", async () => {
    const paths = ["/", "/limits/missing", "/", "/nobody-has-this/k"];
    const { answer, connection } = await ask(paths.map((path) => signedHead("GET", path)).join(""));
    const statuses = [answer?.status];
    for (const _ of paths.slice(1)) statuses.push((await connection.next())?.status);
    connection.destroy();
    expect(statuses).toEqual([200, 404, 200, 404]);
  });

  it("answers a client that has ended its side", async () => {
    const connection = await RawConnection.open(emulator.endpoint);
    const answer = await connection.send(signedHead("GET", "/")).end().next();
    expect(answer?.status).toBe(200);
    await connection.closed();
  });

  it("stores nothing of a body that ends early, and says so to a client that still listens", async () => {
    const head = signedHead("PUT", "/limits/short", { body: "0123456789", extra: { "content-length": "10" } });
    const connection = await RawConnection.open(emulator.endpoint);
    const answer = await connection.send(`${head}01234`).end().next();
    expect([answer?.status, element(answer?.body ?? "", "Code")]).toEqual([400, "IncompleteBody"]);
    expect((await ask(signedHead("GET", "/limits/short"))).answer?.status).toBe(404);
  });

  it("takes what follows a body for another request", async () => {
    const head = signedHead("PUT", "/limits/long", { body: "01234", extra: { "content-length": "5" } });
    const { answer, connection } = await ask(`${head}0123456789\r\n\r\n`);
    expect([answer?.status, (await connection.next())?.status]).toEqual([200, 400]);
  });

  it("answers a body whose chunks cannot be read", async () => {
    const extra = { "transfer-encoding": "chunked", "x-amz-decoded-content-length": "5" };
    const { credentials, region } = clientConfig(emulator);
    const payloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    const headers = {
      host: new URL(emulator.endpoint).host,
      "x-amz-decoded-content-length": "5",
    };
    const signed = signHeaders(
      { method: "PUT", path: "/limits/k", headers, payloadHash },
      { credentials, region, at: emulator.now() },
    );
    const lines = Object.entries({ ...signed.headers, ...extra }).map(([name, value]) => `${name}: ${value}\r\n`);
    expect(await codeOf(`PUT /limits/k HTTP/1.1\r\n${lines.join("")}\r\nzz\r\nnot hex\r\n`)).toEqual([
      400,
      "BadRequest",
    ]);
  });

  it.each([
    ["an absolute target", "GET http://127.0.0.1/limits?list-type=2 HTTP/1.1", 403],
    ["an asterisk", "OPTIONS * HTTP/1.1", 400],
    ["OPTIONS, which is a preflight without its origin", "OPTIONS /limits HTTP/1.1", 400],
    ["TRACE", "TRACE /limits HTTP/1.1", 405],
    ["a method of other protocols", "PROPFIND /limits HTTP/1.1", 405],
    ["a tunnel", "CONNECT 127.0.0.1:443 HTTP/1.1", 405],
    ["an upgrade", "GET /limits?list-type=2 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket", 403],
    ["HTTP/1.0", "GET /limits?list-type=2 HTTP/1.0", 403],
    ["another expectation", "PUT /limits/k HTTP/1.1\r\nContent-Length: 1\r\nExpect: the-unexpected", 417],
    ["a bad escape in the path", "GET /limits/%zz HTTP/1.1", 400],
    ["a path that is no UTF-8", "GET /limits/%ff%fe HTTP/1.1", 400],
    ["a bad escape in the query", "GET /limits?list-type=%z HTTP/1.1", 400],
    ["an escaped surrogate", "GET /limits/%ED%A0%80 HTTP/1.1", 400],
    ["an escaped NUL", "GET /limits/%00 HTTP/1.1", 403],
    ["a key over 1,024 bytes", `GET /limits/${"k".repeat(1025)} HTTP/1.1`, 400],
    ["30,000 parameters", `GET /limits?${"a&".repeat(30_000)} HTTP/1.1`, 400],
  ])("answers %s", async (_what, start, status) => {
    const { answer, connection } = await ask(`${start}\r\n${host}\r\n`);
    connection.destroy();
    expect(answer?.status).toBe(status);
  });
});
