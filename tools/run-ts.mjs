// Runs a tool that is written in TypeScript: `node tools/run-ts.mjs tools/check-docs.ts [arguments]`.
//
// Node 20 cannot run TypeScript. esbuild, which the bundle check needs anyway, makes one plain module of the tool in a
// few milliseconds. So the tools are in the same language as the rest, are checked by the same tsconfig, are imported
// by their tests as they are, and may read tables (the error codes) straight from src.
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [tool = "", ...rest] = process.argv.slice(2);
const outfile = join(process.cwd(), "node_modules", ".cache", "tools", `${basename(tool, ".ts")}.mjs`);
await build({
  entryPoints: [resolve(tool)],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});
process.argv = [process.execPath, tool, ...rest];
await import(pathToFileURL(outfile).href);
