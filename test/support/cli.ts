import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { suiteFolder, watchOutput, watchPrinted, watchSecrets } from "./secrets/watch.ts";

/** How a run of the CLI ended. */
export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run of the CLI is given besides its arguments. */
export interface CliSurroundings {
  /** Added to an environment that holds nothing of this process's but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

/** Commands whose purpose it is to print a secret. */
const PRINTS_SECRETS: ReadonlySet<string> = new Set(["lease", "emulator", "claim", "exec", "presign"]);

/** The build's own way to make it, of which TypeScript knows no types. */
interface Bundling {
  bundleCommand(place: {
    readonly esbuild: typeof esbuild;
    readonly root: string;
    readonly source: string;
    readonly cli: string;
  }): Promise<readonly string[]>;
}

let bundle: Promise<string> | undefined;

/** The CLI as one bundle, made once for each worker from the source as it is: no build can be out of date. */
export function cliEntry(): Promise<string> {
  bundle ??= makeBundle();
  return bundle;
}

/** A folder for PATH in which `npx keylease` is the CLI as it stands in src. */
export async function npxFolder(): Promise<{ path: string; remove: () => void }> {
  const path = mkdtempSync(join(tmpdir(), "keylease-npx-"));
  const script = `#!/bin/sh\nshift\nexec '${process.execPath}' '${await cliEntry()}' "$@"\n`;
  writeFileSync(join(path, "npx"), script, { mode: 0o755 });
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

async function makeBundle(): Promise<string> {
  // Below the package's root, so that package.json and node_modules are found upwards.
  const root = process.cwd();
  const cli = mkdtempSync(join(root, "node_modules", ".keylease-cli-"));
  process.on("exit", () => rmSync(cli, { recursive: true, force: true }));
  const { href } = pathToFileURL(join(root, "tools", "setup", "bundle-cli.mjs"));
  const { bundleCommand } = (await import(href)) as Bundling;
  await bundleCommand({ esbuild, root, source: join(root, "src"), cli });
  return join(cli, "main.js");
}

/** Starts the CLI with an environment of its own: no credentials, no configuration, no metadata service. */
export async function startCli(
  args: readonly string[],
  surroundings: CliSurroundings = {},
): Promise<ChildProcessWithoutNullStreams> {
  const home = join(tmpdir(), "keylease-no-home");
  const [state, cache] = [suiteFolder("state"), suiteFolder("cache")];
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    AWS_CONFIG_FILE: join(home, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    ...(state === undefined ? {} : { XDG_STATE_HOME: state }),
    // With what V8 has compiled of the bundle, which is the same for all of the run.
    ...(cache === undefined ? {} : { XDG_CACHE_HOME: cache }),
    ...surroundings.env,
  };
  watchSecrets(env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN, env.KEYLEASE_CONTROL_TOKEN);
  const child = spawn(process.execPath, [await cliEntry(), ...args], { cwd: surroundings.cwd ?? tmpdir(), env });
  const name = `keylease ${args[0] ?? ""}`;
  child.stderr.on("data", (chunk: Buffer) => watchOutput(`stderr of ${name}`, chunk.toString()));
  const watch = PRINTS_SECRETS.has(args[0] ?? "") ? watchPrinted : (text: string) => watchOutput(name, text);
  child.stdout.on("data", (chunk: Buffer) => watch(chunk.toString()));
  return child;
}

/** Runs the CLI to its end. */
export async function runCli(args: readonly string[], surroundings: CliSurroundings = {}): Promise<CliResult> {
  const child = await startCli(args, surroundings);
  const ended = endOf(child);
  child.stdin.on("error", () => {});
  child.stdin.end(surroundings.input ?? "");
  return ended;
}

/** Waits for the end of a started CLI, gathering what it writes from now on. */
export function endOf(child: ChildProcessWithoutNullStreams): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Waits for the first line on standard output; fails where the program ends without one. */
export function firstLineOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.on("close", () => reject(new Error(`it ended without a line: ${text}`)));
  });
}
