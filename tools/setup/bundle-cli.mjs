// Makes the command line of one bundle: an entry, and chunks that a command loads when it runs. Loading some seven hundred
// modules costs more than anything that a command does afterwards; docs/adr/0009-bundled-cli.md has the numbers.
//
// The library stays as it is, a file for each module: whoever imports it bundles it or not, as they like.
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { licencesOf } from "./licences.mjs";

/** Native code and what finds files beside itself; these stay packages, and are loaded as such. */
const EXTERNAL = ["lmdb"];

/** What is started by its path: the command, and the helper that instances find on their disk. */
const PROGRAMS = ["main.ts", join("cfn-signal", "main.ts")];

/** Some packages are CommonJS, and ask for Node's modules by `require`, which ECMAScript modules do not have. */
const REQUIRE =
  'import { createRequire as keyleaseRequire } from "node:module"; const require = keyleaseRequire(import.meta.url);';

/**
 * Writes `cli` below `outDir` in place of what a compiler wrote there. Everything else of `outDir` must be there already.
 *
 * @param {string} root
 * @param {string} outDir
 */
export async function bundleCli(root, outDir) {
  // Loaded only now: before the install there is none.
  const esbuild = await import("esbuild");
  const cli = join(outDir, "cli");
  rmSync(cli, { recursive: true, force: true });
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: PROGRAMS.map((path) => join(root, "src", "cli", path)),
    outbase: join(root, "src", "cli"),
    outdir: cli,
    platform: "node",
    format: "esm",
    target: "node20",
    bundle: true,
    splitting: true,
    metafile: true,
    external: EXTERNAL,
    // Packages that bring ECMAScript modules too are taken as such: of these, what is not used can be left out.
    mainFields: ["module", "main"],
    // Names stay, so that a stack trace can be read. Shortening them was measured to gain nothing.
    minifySyntax: true,
    minifyWhitespace: true,
    // Code that finds a file by its own place finds it there whichever chunk it came into: all lie in one folder.
    chunkNames: "[name]-[hash]",
    banner: { js: REQUIRE },
    logLevel: "error",
  });
  const thread = await bundleThread(root, { esbuild, cli });
  const relay = join(outDir, "emulator", "instances", "relay.js");
  copyFileSync(relay, join(cli, "relay.js"));
  writeFileSync(join(cli, "THIRD-PARTY-LICENSES"), licencesOf(root, [...Object.keys(metafile.inputs), ...thread]));
}

/**
 * What threads that send run is a file of its own beside the chunks, with nothing in it that they do not need: each of them
 * loads it anew.
 *
 * @param {string} root
 * @param {{ esbuild: typeof import("esbuild"), cli: string }} to
 * @returns {Promise<string[]>} what it is made of
 */
async function bundleThread(root, { esbuild, cli }) {
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [join(root, "src", "upload", "many", "threads", "sender-thread.ts")],
    outfile: join(cli, "sender-thread.js"),
    platform: "node",
    format: "esm",
    target: "node20",
    bundle: true,
    metafile: true,
    external: EXTERNAL,
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: REQUIRE },
    logLevel: "error",
  });
  return Object.keys(metafile.inputs);
}
