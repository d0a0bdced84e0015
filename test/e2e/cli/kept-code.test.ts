// The built command line: that its second start takes what V8 compiled at the first, where Node does not do that itself.
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import nodeModule from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { filesBelow } from "../../support/files-below.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const MAIN = join(process.cwd(), "dist", "cli", "main.js");
const DRY_RUN = ["lease", "s3://bucket/key", "--role-arn", "arn:aws:iam::123456789012:role/uploader", "--dry-run"];

function start(home: string, env: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...DRY_RUN], {
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", XDG_CACHE_HOME: home, AWS_REGION: "us-east-1", ...env },
  });
}

const printed = (home: string): string => {
  const { status, stdout, stderr } = start(home);
  expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining("nobody was called") });
  return stdout;
};

// Where Node keeps compiled code by itself, from 22.1 on, the command line leaves it to Node.
describe.skipIf("enableCompileCache" in nodeModule)("the code of the command line", () => {
  it("is kept at the first start and left alone by the second", () => {
    const home = newDirectory();
    const first = printed(home);
    const files = filesBelow(home);
    expect(files.some((path) => path.endsWith("program.js"))).toBe(true);
    const inodes = files.map((path) => statSync(path).ino);
    expect(printed(home)).toBe(first);
    expect(filesBelow(home)).toEqual(files);
    expect(files.map((path) => statSync(path).ino)).toEqual(inodes);
  });

  it("is kept by a program that runs on as well, before V8 drops what ran at its start", async () => {
    const home = newDirectory();
    const emulator = spawn(process.execPath, [MAIN, "emulator", "--port", "0", "--instances", "none"], {
      env: { PATH: process.env.PATH ?? "", HOME: home, XDG_CACHE_HOME: home },
      stdio: "ignore",
    });
    try {
      const isKept = (): boolean => filesBelow(home).some((path) => path.endsWith("program.js"));
      for (let waits = 0; waits < 150 && !isKept(); waits++) await pause(100);
      expect(emulator.exitCode).toBeNull();
      expect(isKept()).toBe(true);
    } finally {
      emulator.kill();
      await once(emulator, "exit");
    }
  });

  it("is compiled again where what was kept is broken, and kept again", () => {
    const home = newDirectory();
    const first = printed(home);
    const files = filesBelow(home);
    const sound = files.map((path) => readFileSync(path).length);
    for (const path of files) writeFileSync(path, readFileSync(path).fill(0, 64));
    expect(printed(home)).toBe(first);
    for (const [index, path] of files.entries()) {
      const bytes = readFileSync(path);
      expect(bytes.subarray(64).every((byte) => byte === 0)).toBe(false);
      expect(bytes.length).toBeGreaterThan((sound[index] as number) / 2);
    }
  });

  it("is done without where the system tells of no home, as for an id that it has no name for", () => {
    const homeless = join(newDirectory(), "homeless.cjs");
    writeFileSync(homeless, 'require("node:os").homedir = () => { throw new Error("ENOENT"); };');
    const { status, stderr } = spawnSync(process.execPath, ["--require", homeless, MAIN, "--version"], {
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "" },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("is not kept where that is turned off, or there is no place for it", () => {
    const home = newDirectory();
    expect(start(home, { NODE_DISABLE_COMPILE_CACHE: "1" }).status).toBe(0);
    expect(readdirSync(home)).toEqual([]);
    const file = join(home, "file");
    writeFileSync(file, "");
    expect(start(file).status).toBe(0);
  });
});
