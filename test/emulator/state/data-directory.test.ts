import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { systemRandom } from "../../../src/core/index.ts";
import { openDataDirectory } from "../../../src/emulator/state/data-directory.ts";
import { HOLDER } from "../../../src/emulator/state/directory-lock.ts";
import { LmdbStore } from "../../../src/emulator/state/lmdb-store.ts";
import { settings } from "../../../src/emulator/state/settings.ts";
import { type EmulatorProcess, startEmulatorProcess } from "../../cli/emulator-process.ts";
import { runCli } from "../../support/cli.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const open = (directory: string): ReturnType<typeof openDataDirectory> =>
  openDataDirectory(directory, { fsync: true, random: systemRandom });

const inUse = { code: "EmulatorStartFailed", message: expect.stringContaining("is in use by another emulator") };

const sockets = (directory: string): string[] => readdirSync(directory).filter((name) => name.endsWith(".sock"));

describe("a data directory", () => {
  let running: EmulatorProcess | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  it("is had by one at a time, in one process too", async () => {
    const directory = newDirectory();
    const first = await open(directory);
    await expect(open(directory)).rejects.toMatchObject(inUse);
    // The refusal did the first one no harm.
    await first.store.transaction((writer) => writer.put("a", 1));
    await expect(open(directory)).rejects.toMatchObject(inUse);
    await first.close();
    expect(sockets(directory)).toEqual([]);
    const second = await open(directory);
    expect(second.store.get("a")).toBe(1);
    await second.close();
  });

  it("is given to exactly one of many that come at once", async () => {
    const directory = newDirectory();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => open(directory)));
    const opened = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(opened).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toMatchObject(inUse);
    expect(sockets(directory)).toHaveLength(1);
    await opened[0]?.value.close();
  });

  it("is refused to a second process, and free again when the first was killed", async () => {
    const directory = newDirectory();
    running = await startEmulatorProcess("--data", directory);
    const second = await runCli(["emulator", "--port", "0", "--instances", "none", "--data", directory]);
    expect(second.exitCode).toBe(6);
    expect(second.stderr).toContain("is in use by another emulator");
    await expect(open(directory)).rejects.toMatchObject(inUse);
    await running.end("SIGKILL");
    expect(sockets(directory)).toHaveLength(1);
    const third = await open(directory);
    expect(sockets(directory)).toHaveLength(1);
    await third.close();
  });

  it("is not held by what only looks like a holder", async () => {
    const directory = newDirectory();
    const store = new LmdbStore(join(directory, "metadata"));
    const name = "keylease-0123456789abcdef.sock";
    await store.transaction((writer) => settings.put(writer, [HOLDER], name));
    await store.close();
    writeFileSync(join(directory, name), "");
    const opened = await open(directory);
    await opened.close();
  });

  it("can be held where its path is too long for a socket", async () => {
    const directory = join(newDirectory(), "d".repeat(100));
    const first = await open(directory);
    await expect(open(directory)).rejects.toMatchObject(inUse);
    await first.close();
    await (await open(directory)).close();
  });

  it.each([
    ["an older version", [["seal-key", "c2VhbA=="]]],
    ["a newer version", [["format", "3"]]],
  ])("is not opened where %s has made it", async (_version, rows) => {
    const directory = newDirectory();
    const store = new LmdbStore(join(directory, "metadata"));
    await store.transaction((writer) => {
      for (const [name = "", value = ""] of rows) settings.put(writer, [name], value);
    });
    await store.close();
    await expect(open(directory)).rejects.toMatchObject({
      code: "EmulatorStartFailed",
      message: expect.stringContaining("has the form"),
    });
  });
});
