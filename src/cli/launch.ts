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

/** A program that runs on is not waited for: V8 drops code that has not run for a while, all that ran at the start first. */
const KEEP_AFTER_MILLISECONDS = 5_000;

const { createRequire, enableCompileCache } = nodeModule as typeof nodeModule & WithCompileCache;
const requireBeside = createRequire(import.meta.filename);
const folder = codeFolder();
// Node 22 heeds this variable by itself.
if (folder === undefined || enableCompileCache !== undefined || process.env.NODE_DISABLE_COMPILE_CACHE) {
  if (folder !== undefined) enableCompileCache?.(folder);
  requireBeside("./program.js");
} else {
  const keptCode = new KeptCode(join(folder, `${process.version}-${process.arch}`, BUILD_HASH));
  const compiled = loadKept("program.js", { folder: import.meta.dirname, requireOther: requireBeside }, keptCode);
  const keep = (): void => {
    keptCode.keep(compiled);
    compiled.clear();
  };
  process.on("exit", keep);
  setTimeout(keep, KEEP_AFTER_MILLISECONDS).unref();
}

/**
 * The person's own. Node's default is a folder below the temporary one, where on some machines others could lay code ready
 * for this program.
 */
function codeFolder(): string | undefined {
  try {
    return join(cacheFolder(process.env), "code");
  } catch {
    // A process in a container may be nobody that the system knows of, and then has no home.
    return undefined;
  }
}
