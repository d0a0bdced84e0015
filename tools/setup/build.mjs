// Compiles src to dist. The compiler writes into a folder of its own, which then takes dist's place: nobody ever sees
// a half-written dist, a failed build leaves the old one, and files whose source is gone do not linger.
//
// There are two compilers. The package is made by tsc, which checks types and writes declarations, and takes seconds.
// Whoever only wants to run the program on this machine gets esbuild's output, file for file the same program, at once.
// The command line is bundled in either case (see bundle-cli.mjs).
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
import { bundleCli } from "./bundle-cli.mjs";

/** What a build depends on. */
const INPUTS = ["src", "stack", "tools/setup", "tsconfig.json", "tsconfig.build.json", "package-lock.json"];

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
 * @param {{ forPackage: boolean }} options `forPackage`: with types checked and declarations written.
 */
export async function build(root, { forPackage }) {
  const started = new Date();
  const fresh = join(root, ".cache", `build-${process.pid}`);
  const old = join(root, ".cache", `old-${process.pid}`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  try {
    if (forPackage) compile(root, fresh);
    else await transpile(root, fresh);
    await bundleCli(root, fresh);
    chmodSync(join(fresh, "cli", "main.js"), 0o755);
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
 */
function compile(root, outDir) {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [compiler, "-p", "tsconfig.build.json", "--outDir", outDir];
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) throw new Error("the build failed: the compiler's report stands above");
}

/**
 * @param {string} root
 * @param {string} outDir
 */
async function transpile(root, outDir) {
  // Loaded only now: before the install there is none.
  const esbuild = await import("esbuild");
  const source = join(root, "src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: files.map((path) => join(source, path)),
    outbase: source,
    outdir: outDir,
    platform: "node",
    format: "esm",
    target: "node20",
    bundle: true,
    treeShaking: false,
    logLevel: "error",
    plugins: [KEEP_MODULES],
  });
}

/**
 * Lets each module stay a file of its own, as tsc does. esbuild rewrites the `.ts` of imports only where it bundles.
 *
 * @type {import("esbuild").Plugin}
 */
const KEEP_MODULES = {
  name: "keep-modules",
  setup(plugin) {
    plugin.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === "entry-point" ? undefined : { path: path.replace(/^(\.{1,2}\/.*)\.ts$/, "$1.js"), external: true },
    );
  },
};

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
