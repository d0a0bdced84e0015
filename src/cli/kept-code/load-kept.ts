import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import type { KeptCode } from "./kept-code.ts";

/** The files of a program, CommonJS modules that ask for each other by `./NAME` and lie in one folder. */
export interface ProgramFiles {
  readonly folder: string;
  /** For all that is not among these files. */
  readonly requireOther: (id: string) => unknown;
}

/** With what CommonJS modules find as variables. */
type ModuleCode = (...variables: readonly unknown[]) => void;

const HEAD = "(function(exports,require,module,__filename,__dirname){";

/**
 * Runs one file of a program, and with it what it asks for, from what was kept of their code.
 *
 * @returns What had to be compiled, also later. Best kept when it has run: by then the functions that were used are compiled
 * too. What is taken out of it does not come again.
 */
export function loadKept(
  name: string,
  { folder, requireOther }: ProgramFiles,
  keptCode: KeptCode,
): Map<string, Script> {
  const modules = new Map<string, { exports: unknown }>();
  const compiled = new Map<string, Script>();
  load(name);
  return compiled;

  function load(file: string): unknown {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    const run = codeOf(file);
    // Before it runs: what it asks for may ask for it.
    modules.set(file, module);
    const requireBeside = (id: string): unknown =>
      id.startsWith("./") ? load(id.slice("./".length)) : requireOther(id);
    run(module.exports, requireBeside, module, join(folder, file), folder);
    return module.exports;
  }

  function codeOf(file: string): ModuleCode {
    const path = join(folder, file);
    const cachedData = keptCode.take(file);
    const source = `${HEAD}${readFileSync(path, "utf8")}\n})`;
    // Stack traces name the places of the file as it stands.
    const script = new Script(source, {
      filename: path,
      columnOffset: -HEAD.length,
      ...(cachedData && { cachedData }),
    });
    // V8 refuses what another version of it made, or one with other flags.
    if (script.cachedDataRejected !== false) compiled.set(file, script);
    return script.runInThisContext() as ModuleCode;
  }
}
