// Compiles src to dist. The compiler writes into a folder of its own, which then takes dist's place: nobody ever sees
// a half-written dist, a failed build leaves the old one, and files whose source is gone do not linger.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** What a build depends on. */
const INPUTS = ["src", "stack", "tsconfig.json", "tsconfig.build.json", "package-lock.json"];

/** Written last, so that its presence says that the build was whole; its time is that of the build's start. */
const STAMP = join("dist", ".built");

/**
 * Whether dist is missing or older than anything it was made from.
 *
 * @param {string} root
 */
export function isStale(root) {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp) || !existsSync(join(root, "dist", "cli", "main.js"))) return true;
  const built = statSync(stamp).mtimeMs;
  return INPUTS.some((input) => newestMilliseconds(join(root, input)) > built);
}

/**
 * Makes dist anew.
 *
 * @param {string} root
 * @param {{ checkTypes: boolean }} options Without `checkTypes` the compiler only emits, which takes a fraction of the
 *   time: whoever only wants to run the program need not wait for what `npm run check` proves.
 */
export function build(root, { checkTypes }) {
  const started = new Date();
  const fresh = join(root, ".cache", `build-${process.pid}`);
  const old = join(root, ".cache", `old-${process.pid}`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  try {
    compile(root, fresh, checkTypes);
    const main = join(fresh, "cli", "main.js");
    if (existsSync(main)) chmodSync(main, 0o755);
    writeFileSync(join(fresh, ".built"), "");
    utimesSync(join(fresh, ".built"), started, started);
    if (existsSync(join(root, "dist"))) renameSync(join(root, "dist"), old);
    renameSync(fresh, join(root, "dist"));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} outDir
 * @param {boolean} checkTypes
 */
function compile(root, outDir, checkTypes) {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const flags = ["-p", "tsconfig.build.json", "--outDir", outDir, ...(checkTypes ? [] : ["--noCheck"])];
  const result = spawnSync(process.execPath, [compiler, ...flags], { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) throw new Error("the build failed: the compiler's report stands above");
}

/**
 * The newest modification time at or below `path`. Folders count too: removing a file changes only its folder's time.
 *
 * @param {string} path
 * @returns {number}
 */
function newestMilliseconds(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMilliseconds(join(path, name))));
}
