// The built package: that its command line starts the threads which help with many small files, and that they work there.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatLease } from "../../../src/lease/index.ts";
import { sampleLease } from "../../lease/sample-lease.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const DIST = join(process.cwd(), "dist");
const FILES = 5_000;

/** A server that takes everything: what is to be seen is a client that computes all of its time. */
const received = new Set<string>();
const server = createServer((request, response) => {
  received.add(request.url ?? "");
  request.resume().on("end", () => response.setHeader("etag", '"0"').end());
});
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Uploads a folder by the built command line, and tells which threads that had. */
async function put(
  folder: string,
  ...args: readonly string[]
): Promise<{ stdout: string; threads: readonly string[] }> {
  const work = newDirectory();
  const [lease, log, probe] = ["lease.json", "log", "probe.cjs"].map((name) => join(work, name)) as [
    string,
    string,
    string,
  ];
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const expiration = new Date(Date.now() + 3_600_000);
  const scope = { bucket: "bucket", prefix: "k/", actions: ["upload"] as const };
  const credentials = { ...sampleLease.credentials, expiration };
  writeFileSync(lease, formatLease({ ...sampleLease, scope, credentials, endpoints: { s3: endpoint } }), {
    mode: 0o600,
  });
  writeFileSync(
    probe,
    `const threads = require("node:worker_threads");
     const { syncBuiltinESMExports } = require("node:module");
     const { appendFileSync } = require("node:fs");
     if (threads.isMainThread) {
       // On a busy machine the server would be what is waited for, and threads are for whoever computes all of the time.
       require("node:perf_hooks").performance.eventLoopUtilization = () => ({ idle: 0, active: 1, utilization: 1 });
       threads.Worker = class extends threads.Worker {
         constructor(program, options) {
           super(program, options);
           this.on("message", ({ report, files = [] }) => appendFileSync(${JSON.stringify(log)}, report + " " + files.length + "\\n"));
         }
       };
       syncBuiltinESMExports();
     }`,
  );
  const main = join(DIST, "cli", "main.js");
  const child = spawn(
    process.execPath,
    ["--require", probe, main, "put", "--recursive", folder, "s3://bucket/k/", "--lease", lease, "--quiet", ...args],
    { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env.PATH ?? "", HOME: work } },
  );
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  return { stdout, threads: existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [] };
}

describe("the built package", () => {
  it.each(["cli/sender-thread.js", "upload/many/threads/sender-thread.js"])("has %s, which starts", async (program) => {
    const worker = new Worker(pathToFileURL(join(DIST, program)));
    expect(await once(worker, "message")).toEqual([{ report: "ready" }]);
    await worker.terminate();
  });

  it("sends many small files with threads besides, and few without", async () => {
    const folder = newDirectory();
    for (let i = 0; i < FILES; i++) {
      const within = join(folder, `d${i % 50}`);
      if (i < 50) mkdirSync(within);
      writeFileSync(join(within, `f${i}`), `content ${i}`);
    }
    const many = await put(folder, "--sender-threads", "2");
    expect(many.stdout).toContain(`uploaded ${FILES.toLocaleString("en")} files`);
    expect(received.size).toBe(FILES);
    expect(many.threads[0]).toBe("ready 0");
    expect(many.threads.some((line) => line.startsWith("files "))).toBe(true);
    expect((await put(folder, "--sender-threads", "0")).threads).toEqual([]);
    expect((await put(join(folder, "d0"), "--sender-threads", "2")).threads).toEqual([]);
  });
});
