import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { WebIdentity } from "../../src/lease/index.ts";
import { readWebIdentityToken } from "../../src/lease/web-identity-token.ts";
import { type FakeAnswer, startFakeServer, startRawServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-token-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TOKEN = "aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl";
const read = (source: WebIdentity, environment: Readonly<Record<string, string>> = {}, signal?: AbortSignal) =>
  readWebIdentityToken(source, { environment, signal });

describe("a web identity token", () => {
  it("is what stands in the file, without the line's end", async () => {
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, `${TOKEN}\n`);
    expect(await read({ tokenFile })).toBe(TOKEN);
    expect(await read({ from: "kubernetes" }, { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile })).toBe(TOKEN);
  });

  it("may be given, or asked for each time", async () => {
    expect(await read({ token: TOKEN })).toBe(TOKEN);
    expect(await read({ token: async () => TOKEN })).toBe(TOKEN);
  });

  it.each<[string, string]>([
    ["empty", ""],
    ["a page", "<html>SECRET</html>"],
    ["two lines", `${TOKEN}\nSECRET`],
    ["too long", `a.${"SECRET".repeat(4000)}.b`],
  ])("that is %s is refused without being shown", async (_, token) => {
    const { code, message, hint, facts, cause } = await refusedBy(read({ token }));
    expect(code).toBe("TokenUnavailable");
    expect(JSON.stringify([message, hint, facts, String(cause)])).not.toContain("SECRET");
  });

  it("in a file that is not there is refused with the file's name", async () => {
    const error = await refusedBy(read({ tokenFile: join(folder, "none") }));
    expect(error.code).toBe("TokenUnavailable");
    expect(error.message).toContain(join(folder, "none"));
  });
});

describe("a token of GitHub Actions", () => {
  const jobAt = (endpoint: string) => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: `${endpoint}/?x=1`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "SECRET",
  });

  it("is asked for with the audience", async () => {
    const server = await startFakeServer(() => ({ status: 200, body: JSON.stringify({ value: TOKEN }) }));
    expect(await read({ from: "github-actions", audience: "a b&c" }, jobAt(server.endpoint))).toBe(TOKEN);
    await server.close();
    expect(server.requests[0]?.target).toBe("/?x=1&audience=a+b%26c");
  });

  it.each<[string, FakeAnswer]>([
    ["a refusal", { status: 403, body: "SECRET" }],
    ["no JSON", { status: 200, body: "SECRET" }],
    ["no value", { status: 200, body: "{}" }],
    ["null", { status: 200, body: "null" }],
    ["a redirection", { status: 302, headers: { location: "http://127.0.0.1:9/" } }],
    ["too much", { status: 200, body: "x".repeat(70_000) }],
  ])("is none where the answer is %s", async (_, answer) => {
    const server = await startFakeServer(() => answer);
    const error = await refusedBy(read({ from: "github-actions" }, jobAt(server.endpoint)));
    await server.close();
    expect(error.code).toBe("TokenUnavailable");
    expect(JSON.stringify([error.message, error.hint, error.facts])).not.toContain("SECRET");
    expect(server.requests).toHaveLength(1);
  });

  it("is none outside of a job, nor from a place that could be overheard", async () => {
    expect((await refusedBy(read({ from: "github-actions" }))).hint).toContain("id-token: write");
    for (const endpoint of ["http://example.com", "ftp://127.0.0.1", "nothing"]) {
      expect((await refusedBy(read({ from: "github-actions" }, jobAt(endpoint)))).code).toBe("TokenUnavailable");
    }
  });

  it("is no longer waited for after an abort", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const server = await startRawServer(() => stop.abort(reason));
    await expect(read({ from: "github-actions" }, jobAt(server.endpoint), stop.signal)).rejects.toBe(reason);
    await server.close();
  });
});
