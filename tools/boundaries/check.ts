import { posix } from "node:path";
import { PARTS, type Part, PURE_BUILTINS } from "./rules.ts";
import { findSpecifiers } from "./specifiers.ts";

/** A file of src: its path from the repository's root with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Where a rule is broken, and how. */
export interface Complaint {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Holds every import of a file against the rules of its part of src. */
export function checkFile(file: SourceFile): Complaint[] {
  const part = PARTS[partOf(file.path)];
  if (part === undefined) {
    const message = `\`${partOf(file.path)}\` has no line in tools/boundaries/rules.ts`;
    return [{ path: file.path, line: 1, message }];
  }
  const complaints: Complaint[] = [];
  for (const { text, line } of findSpecifiers(file.path, file.text)) {
    const message =
      text === undefined ? "an import must name its module by a plain text" : judge(file.path, part, text);
    if (message !== undefined) complaints.push({ path: file.path, line, message });
  }
  return complaints;
}

/** The part of src that a path belongs to: its top folder, or `.` for a file that stands in src itself. */
function partOf(path: string): string {
  const [, first = "", ...below] = path.split("/");
  return below.length === 0 ? "." : first;
}

function judge(importer: string, part: Part, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return judgeFile(importer, part, posix.join(posix.dirname(importer), specifier));
  if (/^(?:\/|#|file:|keylease(?:\/|$))/.test(specifier)) return `\`${specifier}\` must be a relative path`;
  if (specifier.startsWith("node:")) return judgeBuiltin(importer, part, specifier);
  return judgePackage(importer, part, specifier);
}

function judgeFile(importer: string, part: Part, target: string): string | undefined {
  if (!target.startsWith("src/")) return `src must not import \`${target}\``;
  const from = partOf(importer);
  const to = partOf(target);
  if (from === to) return judgeService(importer, target);
  if (to === ".") return `\`${target}\` is the public library: import the folder that it takes the name from`;
  if (!part.folders.includes(to)) return `${nameOf(from)} must not import ${to}`;
  if (target !== `src/${to}/index.ts`) return `import src/${to}/index.ts, not a file inside that folder`;
  return undefined;
}

/** One AWS service must not know another: what they share stands in emulator/state. */
function judgeService(importer: string, target: string): string | undefined {
  const from = serviceOf(importer);
  const to = serviceOf(target);
  if (from === undefined || to === undefined || from === to) return undefined;
  return `service ${from} must not import service ${to}: they meet in emulator/state`;
}

function serviceOf(path: string): string | undefined {
  return /^src\/emulator\/services\/([^/]+)\//.exec(path)?.[1];
}

function judgeBuiltin(importer: string, part: Part, specifier: string): string | undefined {
  if (part.io || PURE_BUILTINS.has(specifier)) return undefined;
  return `${nameOf(partOf(importer))} does no input or output: it must not import ${specifier}`;
}

function judgePackage(importer: string, part: Part, specifier: string): string | undefined {
  const from = nameOf(partOf(importer));
  if (!part.packages) return `${from} depends on no package: it must not import ${specifier}`;
  if (!part.refused.some((prefix) => specifier.startsWith(prefix))) return undefined;
  return `${from} must not import ${specifier}: client and emulator share no signing code`;
}

function nameOf(part: string): string {
  return part === "." ? "src/index.ts" : part;
}
