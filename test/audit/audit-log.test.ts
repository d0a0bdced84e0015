import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { type AuditEvent, auditLog, readAudit } from "../../src/audit/index.ts";
import { refusedBy } from "../support/refused-by.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";

const temporaryDirectory = temporaryDirectories();
const handedOver = (leaseId: string): AuditEvent => ({ event: "handed-over", leaseId, to: "standard output" });
const clock = { now: () => new Date("2026-11-26T06:00:00.000Z") };

describe("an audit log", () => {
  it("has one line of JSON for each event, with who did it and when", async () => {
    const path = join(temporaryDirectory(), "audit.jsonl");
    const file = auditLog(path, { clock });
    await file.record(handedOver("a"));
    await file.record({
      event: "revoked",
      issuedBefore: new Date("2026-11-26T05:00:00.000Z"),
      roleArn: "arn:aws:iam::111111111111:role/r",
      policyName: "p",
    });
    const lines = readFileSync(path, "utf8").split("\n");
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      version: 1,
      time: "2026-11-26T06:00:00.000Z",
      event: "handed-over",
      leaseId: "a",
      to: "standard output",
      user: expect.any(String),
      host: expect.any(String),
      pid: process.pid,
    });
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ event: "revoked", issuedBefore: "2026-11-26T05:00:00.000Z" });
  });

  it("can be read by its owner alone, and is made when it is asked whether it can be written", async () => {
    const path = join(temporaryDirectory(), "audit.jsonl");
    await auditLog(path).ready();
    expect(readFileSync(path, "utf8")).toBe("");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("goes on in a new file where the old one was moved away", async () => {
    const path = join(temporaryDirectory(), "audit.jsonl");
    const file = auditLog(path);
    await file.record(handedOver("a"));
    renameSync(path, `${path}.1`);
    await file.record(handedOver("b"));
    expect((await readAudit(`${path}.1`)).entries.map(({ leaseId }) => leaseId)).toEqual(["a"]);
    expect((await readAudit(path)).entries.map(({ leaseId }) => leaseId)).toEqual(["b"]);
  });

  it("loses no line after one that was not written whole", async () => {
    const path = join(temporaryDirectory(), "audit.jsonl");
    writeFileSync(path, '{"version":1,"time":"20');
    await auditLog(path).record(handedOver("a"));
    const { entries, unreadable } = await readAudit(path);
    expect(entries.map(({ leaseId }) => leaseId)).toEqual(["a"]);
    expect(unreadable).toBe(1);
  });

  it("refuses where it cannot be written", async () => {
    const folder = temporaryDirectory();
    expect((await refusedBy(auditLog(join(folder, "nowhere", "a")).ready())).code).toBe("AuditUnwritable");
    mkdirSync(join(folder, "a-folder"));
    expect((await refusedBy(auditLog(join(folder, "a-folder")).record(handedOver("a")))).code).toBe("AuditUnwritable");
  });

  // Only Linux has a file on which every write finds no room.
  it.skipIf(process.platform !== "linux" || !existsSync("/dev/full"))("refuses where the disk is full", async () => {
    const refused = await refusedBy(auditLog("/dev/full").record(handedOver("a")));
    expect(refused.code).toBe("AuditUnwritable");
    expect(refused.message).toContain("ENOSPC");
  });

  it("keeps the mode that somebody gave a file", async () => {
    const path = join(temporaryDirectory(), "audit.jsonl");
    writeFileSync(path, "");
    chmodSync(path, 0o640);
    await auditLog(path).record(handedOver("a"));
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it("keeps every line of several processes that write at once", async () => {
    const folder = temporaryDirectory();
    const [path, program] = [join(folder, "audit.jsonl"), join(folder, "write.mjs")];
    const { outputFiles } = await build({
      stdin: {
        contents: `import { auditLog } from "./src/audit/index.ts";
          const file = auditLog(process.argv[2]);
          for (let i = 0; i < 50; i++) await file.record({ event: "handed-over", leaseId: process.argv[3] + "-" + i, to: "x".repeat(5000) });`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: "node",
      format: "esm",
      write: false,
    });
    writeFileSync(program, outputFiles[0]?.text ?? "");
    const writers = ["a", "b", "c"].map(
      (name) =>
        new Promise((resolve) => spawn(process.execPath, [program, path, name]).on("close", (code) => resolve(code))),
    );
    expect(await Promise.all(writers)).toEqual([0, 0, 0]);
    const { entries, unreadable } = await readAudit(path);
    expect(unreadable).toBe(0);
    expect(new Set(entries.map(({ leaseId }) => leaseId)).size).toBe(150);
  });
});

describe("reading an audit log", () => {
  const line = (time: string, more: object): string => `${JSON.stringify({ version: 1, time, ...more })}\n`;

  it("gives the lines that were asked for", async () => {
    const path = join(temporaryDirectory(), "audit.jsonl");
    writeFileSync(
      path,
      line("2026-11-26T05:00:00.000Z", { event: "minted", leaseId: "a" }) +
        line("2026-11-26T06:00:00.000Z", { event: "handed-over", leaseId: "a" }) +
        line("2026-11-26T07:00:00.000Z", { event: "minted", leaseId: "b" }),
    );
    const ids = async (filter: object) => (await readAudit(path, filter)).entries.map((e) => `${e.event} ${e.leaseId}`);
    expect(await ids({})).toEqual(["minted a", "handed-over a", "minted b"]);
    expect(await ids({ since: new Date("2026-11-26T06:00:00Z") })).toEqual(["handed-over a", "minted b"]);
    expect(await ids({ leaseId: "a" })).toEqual(["minted a", "handed-over a"]);
    expect(await ids({ leaseId: "a", event: "minted" })).toEqual(["minted a"]);
  });

  it("counts what is no line of it, and keeps what a later version wrote", async () => {
    const path = join(temporaryDirectory(), "audit.jsonl");
    writeFileSync(path, line("2026-11-26T05:00:00.000Z", { event: "renewed", reason: "new" }));
    appendFileSync(path, 'no JSON\n{"time":"yesterday","event":"minted"}\n[1]\n\n');
    const { entries, unreadable } = await readAudit(path);
    expect(entries).toMatchObject([{ event: "renewed", reason: "new" }]);
    expect(unreadable).toBe(3);
  });

  it("finds nothing where there is no file, and says where one cannot be read", async () => {
    const folder = temporaryDirectory();
    expect(await readAudit(join(folder, "none"))).toEqual({ entries: [], unreadable: 0 });
    expect((await refusedBy(readAudit(folder))).code).toBe("FileUnreadable");
  });
});
