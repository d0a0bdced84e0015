import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import forge from "node-forge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAudit } from "../../../src/audit/index.ts";
import { parseLease } from "../../../src/lease/index.ts";
import { endOf, firstLineOf, runCli, startCli } from "../../support/cli.ts";
import { watchSecrets } from "../../support/secrets/watch.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { type FakeAws, SECRETS, startFakeAws } from "../fake-aws.ts";

const temporaryDirectory = temporaryDirectories();
const roleArn = "arn:aws:iam::111111111111:role/uploader";

let aws: FakeAws;
let XDG_STATE_HOME: string;
let hand: ChildProcessWithoutNullStreams;
let url: string;
let notes = "";
beforeAll(async () => {
  aws = await startFakeAws();
  XDG_STATE_HOME = temporaryDirectory();
  hand = await startCli(["hand", "--listen", "127.0.0.1:0", "--json"], { env: { XDG_STATE_HOME } });
  hand.stderr.on("data", (chunk: Buffer) => {
    notes += chunk.toString();
  });
  ({ url } = JSON.parse(await firstLineOf(hand)) as { url: string });
});
afterAll(async () => {
  const ended = endOf(hand);
  hand.kill("SIGTERM");
  expect((await ended).exitCode).toBe(0);
  await aws.close();
});

const entries = async (leaseId: string) =>
  (await readAudit(join(XDG_STATE_HOME, "keylease", "audit.jsonl"), { leaseId })).entries.map(({ event }) => event);

/** Takes a lease for a ticket. */
async function ticket(): Promise<{ url: string; code: string; leaseId: string; expiresAt: string }> {
  const args = ["lease", "s3://my-bucket/key", "--role-arn", roleArn, "--ticket", url, "--json"];
  const { exitCode, stdout } = await runCli(args, { env: { ...aws.env, XDG_STATE_HOME } });
  expect(exitCode).toBe(0);
  for (const secret of SECRETS) expect(stdout).not.toContain(secret);
  const made = JSON.parse(stdout);
  watchSecrets(made.code);
  return made;
}

describe("a ticket", () => {
  it("is claimed once, by whoever has the code and nothing else", async () => {
    const made = await ticket();
    expect(made.url).toMatch(new RegExp(`^${url}/t/[a-z0-9]{20}$`));
    const claimed = await runCli(["claim", made.url], { input: `${made.code}\n` });
    expect(claimed.exitCode).toBe(0);
    expect(parseLease(claimed.stdout)).toMatchObject({ id: made.leaseId, scope: { key: "key" } });
    const again = await runCli(["claim", made.url, "--json"], { input: made.code });
    expect(again.exitCode).toBe(4);
    expect(JSON.parse(again.stderr).error.code).toBe("TicketRefused");
    expect(await entries(made.leaseId)).toEqual(["minted", "handed-over"]);
    expect(notes).toContain(`gave lease ${made.leaseId} to 127.0.0.1\n`);
    for (const secret of [...SECRETS, made.code]) expect(notes).not.toContain(secret);
  });

  it("is printed as an address and a code, in lines, and its lease written to a file", async () => {
    const args = ["lease", "s3://my-bucket/key", "--role-arn", roleArn, "--ticket", url, "--ticket-time", "1m"];
    const { stdout, stderr } = await runCli(args, { env: { ...aws.env, XDG_STATE_HOME } });
    const [address = "", code = "", ...rest] = stdout.split("\n");
    expect(rest).toEqual([""]);
    expect(stderr).toMatch(/it can be claimed once, until /);
    const path = join(temporaryDirectory(), "lease.json");
    await runCli(["claim", address, "--output", path], { input: code.toLowerCase() });
    expect(parseLease(readFileSync(path, "utf8")).scope).toMatchObject({ key: "key" });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("is not taken by looking at it, nor by a page in a browser", async () => {
    const made = await ticket();
    expect((await fetch(made.url)).status).toBe(405);
    const fromPage = await fetch(made.url, {
      method: "POST",
      body: made.code,
      headers: { origin: "https://evil.example" },
    });
    expect(fromPage.status).toBe(403);
    expect((await fetch(made.url, { method: "POST", body: "x".repeat(1000) })).status).toBe(413);
    expect((await fetch(`${url}/t/../../x`, { method: "POST", body: made.code })).status).toBe(404);
    const good = await fetch(made.url, { method: "POST", body: made.code });
    expect([good.status, good.headers.get("cache-control")]).toEqual([200, "no-store"]);
  });

  it("is void after ten wrong codes, each of which is told and written down", async () => {
    const made = await ticket();
    for (let i = 0; i < 10; i++)
      expect((await fetch(made.url, { method: "POST", body: `WRONG-${i}` })).status).toBe(403);
    expect((await fetch(made.url, { method: "POST", body: made.code })).status).toBe(404);
    expect(await entries(made.leaseId)).toEqual(["minted", ...Array<string>(10).fill("claim-refused")]);
    expect(notes).toContain(`wrong code for lease ${made.leaseId} (attempt 10 of 10), and the ticket is void`);
  });

  it("tells whoever claims it what is wrong", async () => {
    const made = await ticket();
    const wrong = await runCli(["claim", made.url], { input: "WRONG" });
    expect(wrong.exitCode).toBe(4);
    expect(wrong.stderr).toContain("the code is not the ticket's");
    expect((await runCli(["claim", "http://hand.example.com/t/x"], { input: "x" })).exitCode).toBe(2);
    expect((await runCli(["claim", "http://127.0.0.1:9/t/x"], { input: "x" })).exitCode).toBe(5);
  });
});

describe("keylease hand", () => {
  it("does not listen beyond this machine in clear", async () => {
    const { exitCode, stderr } = await runCli(["hand", "--listen", "0.0.0.0:0"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--cert and --key");
    expect((await runCli(["hand", "--cert", "package.json"])).exitCode).toBe(2);
  });

  it("says that its address is taken", async () => {
    const { exitCode, stderr } = await runCli(["hand", "--listen", new URL(url).host]);
    expect(exitCode).toBe(6);
    expect(stderr).toContain("EADDRINUSE");
  });

  it("gives leases over TLS", async () => {
    const folder = temporaryDirectory();
    const { cert, key } = selfSigned();
    writeFileSync(join(folder, "cert.pem"), cert);
    writeFileSync(join(folder, "key.pem"), key);
    const tls = ["--cert", join(folder, "cert.pem"), "--key", join(folder, "key.pem")];
    const child = await startCli(["hand", "--listen", "0.0.0.0:0", ...tls, "--json"], { env: { XDG_STATE_HOME } });
    const secure = new URL((JSON.parse(await firstLineOf(child)) as { url: string }).url);
    expect(secure.protocol).toBe("https:");
    const made = await ticket();
    const status = await new Promise((resolve, reject) => {
      const options = {
        method: "POST",
        ca: cert,
        host: "localhost",
        port: secure.port,
        path: new URL(made.url).pathname,
      };
      request(options, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end(made.code);
    });
    const ended = endOf(child);
    child.kill("SIGTERM");
    expect([status, (await ended).exitCode]).toEqual([200, 0]);
  });
});

function selfSigned(): { cert: string; key: string } {
  const { publicKey, privateKey } = forge.pki.rsa.generateKeyPair(2048);
  const cert = forge.pki.createCertificate();
  cert.publicKey = publicKey;
  cert.serialNumber = "01";
  cert.validity.notBefore = new Date(Date.now() - 60_000);
  cert.validity.notAfter = new Date(Date.now() + 3_600_000);
  const name = [{ name: "commonName", value: "localhost" }];
  cert.setSubject(name);
  cert.setIssuer(name);
  cert.setExtensions([{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }]);
  cert.sign(privateKey, forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(cert), key: forge.pki.privateKeyToPem(privateKey) };
}
