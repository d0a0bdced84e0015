import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { findLeaks } from "./find-leaks.ts";
import { FOLDER_VARIABLE, SECRETS_FILE } from "./watch.ts";

let folder: string | undefined;

/** Before the run: makes a folder for what tests made secret and what they saw written. */
export function setup(): void {
  // Each of vitest's projects asks for the setup; the run has one folder, and whoever made it looks through it.
  if (process.env[FOLDER_VARIABLE] !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), "keylease-suite-"));
  process.env[FOLDER_VARIABLE] = folder;
}

/** After the run: no log, error, note or audit line of all of it may hold one of its secrets. */
export function teardown(): void {
  if (folder === undefined) return;
  delete process.env[FOLDER_VARIABLE];
  try {
    checkFolder(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkFolder(path: string): void {
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    // An emulator's record, which is there to hold its token, and is left where the emulator was killed.
    .filter((name) => !/emulator-\d+\.json$/.test(name))
    // Leases are kept there, which is what the folder is for, and compiled code.
    .filter((name) => !name.startsWith("cache/"));
  const read = (name: string): string => readFileSync(join(path, name), "utf8");
  const secrets = new Set(files.includes(SECRETS_FILE) ? read(SECRETS_FILE).split("\n") : []);
  const leaks = files.filter((name) => name !== SECRETS_FILE).flatMap((name) => findLeaks(read(name), secrets));
  if (leaks.length === 0) return;
  const each = new Map(leaks.map((leak) => [leak.secret, leak]));
  const told = [...each.values()].slice(0, 20).map(({ secret, before }) => `  ${secret} after: ${before}`);
  // Vitest tells what a teardown throws, and leaves the exit code as it is.
  process.exitCode = 1;
  throw new Error(`${leaks.length} times a secret was written where none may be:\n${told.join("\n")}`);
}
