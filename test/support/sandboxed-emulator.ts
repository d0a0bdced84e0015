import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Emulator, EmulatorOptions } from "../../src/emulator/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What Debian calls nobody; no file of the machine's is theirs. */
const NOBODY = 65534;
const PATIENCE_MILLISECONDS = 20_000;
/** Bundled packages are CommonJS in part, and ask for these. */
const BANNER = `const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);
const __filename = process.getBuiltinModule("node:url").fileURLToPath(import.meta.url), __dirname = __filename + "/..";`;
const PROGRAM = `import { startEmulator } from "./src/emulator/index.ts";
const emulator = await startEmulator(JSON.parse(process.argv[2]));
const { endpoint, region, accounts, controlToken } = emulator;
console.log(JSON.stringify({ endpoint, region, accounts, controlToken }));
process.stdin.resume().on("end", () => emulator.close());
`;

/** The database has a native part, which a bundle cannot take along. The state of these emulators is in memory. */
const withoutDataDirectory: Plugin = {
  name: "without-data-directory",
  setup(bundle) {
    bundle.onResolve({ filter: /^lmdb$/ }, ({ path }) => ({ path, namespace: "absent" }));
    bundle.onLoad({ filter: /.*/, namespace: "absent" }, () => ({
      contents: "export const open = undefined, ABORT = undefined, asBinary = undefined;",
    }));
  },
};

/** Who runs an emulator. */
export type SandboxUser = "whoever runs the tests" | "an unprivileged user";

/** Why no sandbox can be made here for this user; `undefined` where one can. */
export function whyNoSandbox(user: SandboxUser = "whoever runs the tests"): string | undefined {
  if (user === "an unprivileged user" && process.getuid?.() !== 0)
    return "the tests run as an unprivileged user anyway";
  const { error, status, stderr } = spawnSync("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "true"], {
    encoding: "utf8",
    ...identityOf(user),
  });
  if (error !== undefined) return `bwrap cannot be run: ${error.message}`;
  return status === 0 ? undefined : stderr.trim();
}

/** An emulator in a process of its own: it can be another user's, and can be killed. */
export interface EmulatorProcess {
  readonly emulator: Emulator;
  readonly pid: number;
  /** Ends it at once, without its knowledge. */
  kill(): Promise<void>;
  /** Ends it in order. */
  close(): Promise<void>;
}

/** A program that is an emulator, in a folder of its own that everybody may read: a clone of this project may be hidden. */
export interface EmulatorProgram {
  readonly folder: string;
  /** @param path Where it finds programs. Default: as the tests do. */
  start(user: SandboxUser, options: EmulatorOptions, path?: string): Promise<EmulatorProcess>;
  remove(): void;
}

export async function buildEmulatorProgram(): Promise<EmulatorProgram> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "emulator-")));
  chmodSync(folder, 0o755);
  const shared = { platform: "node", format: "esm", target: "node20", logLevel: "error" } as const;
  await Promise.all([
    build({
      ...shared,
      stdin: { contents: PROGRAM, resolveDir: ROOT, loader: "ts" },
      bundle: true,
      banner: { js: BANNER },
      plugins: [withoutDataDirectory],
      outfile: join(folder, "emulator.mjs"),
    }),
    build({
      ...shared,
      entryPoints: [join(ROOT, "src/emulator/instances/relay.ts")],
      outfile: join(folder, "relay.js"),
    }),
  ]);
  // node may lie in a folder that others cannot enter, and then it is copied.
  const node = isSeenByAll(process.execPath) ? process.execPath : join(folder, "node");
  if (node !== process.execPath) copyFileSync(process.execPath, node);
  return {
    folder,
    start: (user, options, path) =>
      startProcess([node, join(folder, "emulator.mjs"), JSON.stringify(options)], { user, path }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function startProcess(
  [node = "", ...words]: string[],
  { user, path = process.env.PATH }: { user: SandboxUser; path: string | undefined },
): Promise<EmulatorProcess> {
  const child = spawn(node, words, {
    cwd: "/",
    stdio: ["pipe", "pipe", "inherit"],
    // A folder for temporary files that both may write to.
    env: { PATH: path, TMPDIR: tmpdir(), SECRET_OF_THE_EMULATOR: "secret-variable" },
    ...identityOf(user),
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the emulator ended with ${code}`);
    }),
  ])) as [string];
  return {
    emulator: JSON.parse(line) as Emulator,
    pid: child.pid as number,
    kill: () => ended(child, () => child.kill("SIGKILL")),
    close: () => ended(child, () => child.stdin.end()),
  };
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit", { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  end();
  await exit;
}

function identityOf(user: SandboxUser): { uid?: number; gid?: number } {
  return user === "an unprivileged user" ? { uid: NOBODY, gid: NOBODY } : {};
}

function isSeenByAll(path: string): boolean {
  const check = spawnSync(
    "test",
    ["-x", path],
    identityOf(process.getuid?.() === 0 ? "an unprivileged user" : "whoever runs the tests"),
  );
  return check.status === 0 && dirname(path) !== "";
}
