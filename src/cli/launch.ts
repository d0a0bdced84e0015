#!/usr/bin/env node
// What the build makes `dist/cli/main.js` of: it starts the program beside it, main.ts, with what V8 compiled of it at an
// earlier start. docs/adr/0009-bundled-cli.md has what that is worth.
import nodeModule from "node:module";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import { KeptCode } from "./kept-code/kept-code.ts";
import { loadKept } from "./kept-code/load-kept.ts";

/** A hash of the program's files, told by the build. */
declare const BUILD_HASH: string;

/** What Node has since 22.1, and the types of Node 20 do not know. */
interface WithCompileCache {
  enableCompileCache?(folder: string): unknown;
}

// The person's own. Node's default is a folder below the temporary one, where on some machines others could lay code ready
// for this program.
const folder = join(cacheFolder(process.env), "code");
const { createRequire, enableCompileCache } = nodeModule as typeof nodeModule & WithCompileCache;
const requireBeside = createRequire(import.meta.filename);
// Node 22 heeds this variable by itself.
if (enableCompileCache !== undefined || process.env.NODE_DISABLE_COMPILE_CACHE) {
  enableCompileCache?.(folder);
  requireBeside("./program.js");
} else {
  const keptCode = new KeptCode(join(folder, `${process.version}-${process.arch}`, BUILD_HASH));
  const compiled = loadKept("program.js", { folder: import.meta.dirname, requireOther: requireBeside }, keptCode);
  process.on("exit", () => keptCode.keep(compiled));
}
