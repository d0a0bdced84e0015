// Makes the command line of one bundle: an entry, and chunks that a command loads when it runs. Loading some seven hundred
// modules costs more than anything that a command does afterwards; docs/adr/0009-bundled-cli.md has the numbers.
//
// The library stays as it is, a file for each module: whoever imports it bundles it or not, as they like.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { licencesOf } from "./licences.mjs";

/** Native code and what finds files beside itself; these stay packages, and are loaded as such. */
const EXTERNAL = ["lmdb"];

/**
 * Where the program's modules come from, by the name of the file that they begin in: the command, which `main.js` starts,
 * and the helper that instances find on their disk.
 */
const PROGRAMS = { program: "main.ts", "cfn-signal/main": "cfn-signal/main.ts" };

/**
 * What all that is made here has in common. Names stay, so that a stack trace can be read. Shortening them was measured to
 * gain little.
 */
const SHARED = /** @type {const} */ ({
  platform: "node",
  target: "node20",
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: "error",
});

const BUNDLED = /** @type {const} */ ({ ...SHARED, bundle: true, metafile: true });

/** Packages that bring ECMAScript modules too are taken as such: of these, what is not used can be left out. */
const MAIN_FIELDS = ["module", "main"];

/**
 * CommonJS: Node loads it in less time, and V8's code for it can be kept (see src/cli/kept-code). What is asked for later is
 * asked for by `require` too, as kept code cannot import.
 */
const COMMON_JS = /** @type {const} */ ({
  format: "cjs",
  supported: { "dynamic-import": false },
  define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename", "import.meta.url": "moduleUrl" },
});

/**
 * What ECMAScript modules have without asking.
 *
 * @param {string} text
 */
function headOf(text) {
  const url = 'const moduleUrl=require("node:url").pathToFileURL(__filename).href;';
  return `"use strict";${text.includes("import.meta.url") ? url : ""}`;
}

/**
 * Writes `cli` below `outDir` in place of what a compiler wrote there. Everything else of `outDir` must be there already.
 *
 * @param {string} root
 * @param {string} outDir
 */
export async function bundleCli(root, outDir) {
  // Loaded only now: before the install there is none.
  const esbuild = await import("esbuild");
  const to = { esbuild, root, source: join(root, "src"), cli: join(outDir, "cli") };
  rmSync(to.cli, { recursive: true, force: true });
  mkdirSync(to.cli, { recursive: true });
  const command = await bundleCommand(to);
  // Each thread loads it anew: a file of its own beside the others, with nothing in it that threads which send do not need.
  const thread = await bundleFile(to, join("upload", "many", "threads", "sender-thread.ts"), {
    name: "sender-thread.js",
  });
  copyFileSync(join(outDir, "emulator", "instances", "relay.js"), join(to.cli, "relay.js"));
  writeFileSync(join(to.cli, "THIRD-PARTY-LICENSES"), licencesOf(root, [...command, ...thread]));
}

/** @typedef {{ esbuild: typeof import("esbuild"), root: string, source: string, cli: string }} Place */

/**
 * Writes the command and what starts it, without what only some of its work needs.
 *
 * @public the tests make their command line by it
 * @param {Place} place
 * @returns {Promise<string[]>} what it is made of
 */
export async function bundleCommand(place) {
  const program = await bundleProgram(place);
  const launcher = await bundleFile(place, join("cli", "launch.ts"), {
    name: "main.js",
    define: { BUILD_HASH: JSON.stringify(program.hash) },
  });
  writeFileSync(join(place.cli, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  return [...program.modules, ...launcher];
}

/**
 * Writes the program's files. esbuild finds what commands have in common for ECMAScript modules alone, so that each file
 * becomes a CommonJS module only then.
 *
 * @param {Place} place
 * @returns {Promise<{ modules: string[], hash: string }>} what they are made of, and a hash of them all
 */
async function bundleProgram({ esbuild, root, source, cli }) {
  const { metafile, outputFiles } = await esbuild.build({
    ...BUNDLED,
    absWorkingDir: root,
    mainFields: MAIN_FIELDS,
    entryPoints: Object.fromEntries(Object.entries(PROGRAMS).map(([name, path]) => [name, join(source, "cli", path)])),
    outdir: cli,
    external: EXTERNAL,
    format: "esm",
    splitting: true,
    // Code that finds a file by its own place finds it there whichever chunk it came into: all lie in one folder.
    chunkNames: "[name]-[hash]",
    write: false,
  });
  const hash = createHash("sha256");
  for (const { path, text } of outputFiles) {
    const { code } = await esbuild.transform(text, { ...SHARED, ...COMMON_JS, banner: headOf(text) });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    hash.update(`${path.slice(cli.length)}\0${code}\0`);
  }
  return { modules: Object.keys(metafile.inputs), hash: hash.digest("hex").slice(0, 16) };
}

/**
 * Writes one file that stands for itself.
 *
 * @param {Place} place
 * @param {string} path from the sources
 * @param {{ name: string, define?: Record<string, string> }} file what it is called, and what the build tells it
 * @returns {Promise<string[]>} what it is made of
 */
async function bundleFile({ esbuild, root, source, cli }, path, { name, define = {} }) {
  const { metafile } = await esbuild.build({
    ...BUNDLED,
    ...COMMON_JS,
    absWorkingDir: root,
    mainFields: MAIN_FIELDS,
    define: { ...COMMON_JS.define, ...define },
    external: EXTERNAL,
    entryPoints: [join(source, path)],
    outfile: join(cli, name),
  });
  return Object.keys(metafile.inputs);
}
