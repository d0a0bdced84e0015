import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Stands in for npm: writes down that it ran, and lays out what the lock file lists. */
const NPM = `
const { appendFileSync, cpSync, readFileSync, writeFileSync } = require("node:fs");
appendFileSync("journal", process.argv.slice(2).join(" ") + "\\n");
if (process.env.FAKE_NPM_FAILS) process.exit(7);
cpSync("packages", "node_modules", { recursive: true });
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const path of Object.keys(packages)) if (path === "" || packages[path].optional) delete packages[path];
writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages }));
`;

/** Makes a CLI that tells its arguments, and writes down who made it. */
const MAKE_CLI = `
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
function makeCli(compiler, out) {
  appendFileSync(join(out, "../../journal"), compiler + "\\n");
  for (const folder of ["cli", "emulator/instances"]) mkdirSync(join(out, folder), { recursive: true });
  writeFileSync(join(out, "emulator/instances/relay.js"), "");
  const lines = ["#!/usr/bin/env node", "console.log(JSON.stringify(process.argv.slice(2)));", "process.exitCode = 3;"];
  writeFileSync(join(out, "cli/main.js"), lines.join("\\n"));
}
`;

/** Stands in for the compiler that checks types. */
const TSC = `${MAKE_CLI}
makeCli("tsc", process.argv[process.argv.indexOf("--outDir") + 1]);
`;

/** Stands in for esbuild, which is the fast compiler and bundles the command line. It writes that into the folder itself. */
const ESBUILD = `${MAKE_CLI}
export async function build({ outdir, outfile, splitting }) {
  // What starts the command line, and what threads run, are files more beside it.
  if (outfile === undefined) makeCli(splitting ? "bundle" : "esbuild", splitting ? join(outdir, "..") : outdir);
  return { metafile: { inputs: {} }, outputFiles: [] };
}
`;

/** A folder that looks like a fresh clone of the repository, with a stand-in for npm and for each package. */
export interface FakeProject {
  readonly folder: string;
  /** Runs tools/run.mjs of the folder. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): SpawnSyncReturns<string>;
  /** Starts tools/run.mjs and gives its exit code once it has ended. */
  start(args: readonly string[]): Promise<number | null>;
  write(path: string, text: string): void;
  remove(path: string): void;
  has(path: string): boolean;
  /** What npm and the compiler were asked to do since the last call. */
  takeJournal(): string[];
}

/** Makes a {@link FakeProject} in the system's temporary folder. */
export function makeFakeProject(): FakeProject {
  const folder = mkdtempSync(join(tmpdir(), "keylease-run-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const remove = (path: string): void => rmSync(join(folder, path), { recursive: true, force: true });
  const has = (path: string): boolean => existsSync(join(folder, path));
  for (const path of ["tools/run.mjs", "tools/setup"]) cpSync(path, join(folder, path), { recursive: true });
  write("package.json", JSON.stringify({ type: "module", engines: { node: ">=20.19" } }));
  writeLock(write, "1.0.0");
  write("npm-cli.cjs", NPM);
  write("src/cli/main.ts", "");
  write("packages/typescript/package.json", '{"type":"module"}');
  write("packages/typescript/bin/tsc", TSC);
  write("packages/esbuild/package.json", '{"type":"module","exports":"./main.js"}');
  write("packages/esbuild/main.js", ESBUILD);
  write("packages/vitest/package.json", "{}");
  write("packages/vitest/vitest.mjs", "console.log(JSON.stringify(process.argv.slice(2)));");
  const env = { ...process.env, npm_execpath: join(folder, "npm-cli.cjs") };
  const command = join(folder, "tools", "run.mjs");
  return {
    folder,
    write,
    remove,
    has,
    run: (args, extra = {}) =>
      spawnSync(process.execPath, [command, ...args], { env: { ...env, ...extra }, encoding: "utf8" }),
    start: (args) =>
      new Promise((resolve) => {
        spawn(process.execPath, [command, ...args], { env, stdio: "ignore" }).on("close", resolve);
      }),
    takeJournal: () => {
      const lines = has("journal") ? readFileSync(join(folder, "journal"), "utf8").trimEnd().split("\n") : [];
      remove("journal");
      return lines;
    },
  };
}

/** Writes a lock file that lists the two packages in `version`, and one for another system. */
export function writeLock(write: FakeProject["write"], version: string): void {
  const packages = {
    "": {},
    "node_modules/typescript": { version },
    "node_modules/vitest": { version },
    "node_modules/typescript-for-mars": { version, optional: true },
  };
  write("package-lock.json", JSON.stringify({ packages }));
}
