import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that is on this machine. */
export interface FoundProgram {
  readonly path: string;
  readonly version: string;
}

/** How a program is asked for its version. */
export interface VersionQuestion {
  readonly args: readonly string[];
  readonly pattern: RegExp;
}

/** All programs of a name in PATH, one of each version, in PATH's order: one may hide another. */
export function findPrograms(name: string, question: VersionQuestion): readonly FoundProgram[] {
  const paths = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  const found = new Map<string, FoundProgram>();
  for (const path of paths.filter(isExecutable)) {
    const program = behindShim(path, name);
    const version = versionOf(program, question);
    if (version !== undefined && !found.has(version)) found.set(version, { path: program, version });
  }
  if (found.size === 0) console.log(`${name} is not there: left out`);
  return [...found.values()];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A shim of pyenv is a shell script that looks for the program at each start: that time is not the program's. */
function behindShim(path: string, name: string): string {
  if (!readFileSync(realpathSync(path)).subarray(0, 4096).includes("pyenv exec")) return path;
  return execFileSync("pyenv", ["which", name], { encoding: "utf8" }).trim();
}

function versionOf(path: string, { args, pattern }: VersionQuestion): string | undefined {
  try {
    const text = execFileSync(path, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    return pattern.exec(text)?.[1];
  } catch {
    return undefined;
  }
}
