import { posix } from "node:path";
import { findAnchors, findLinks } from "./links.ts";

/** The files that links may lead to. */
export interface Library {
  /** Whether there is a file or folder at a path from the repository's root. */
  exists(path: string): boolean;
  /** The text of a file that exists. */
  read(path: string): string;
}

/** A complaint for each relative link of a page that leads nowhere, as `path:line: text`. */
export function checkLinks(page: string, library: Library): string[] {
  return findLinks(library.read(page)).flatMap(({ target, line }) => {
    const fault = faultOf(page, target, library);
    return fault === undefined ? [] : [`${page}:${line}: ${fault}`];
  });
}

function faultOf(page: string, target: string, library: Library): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  if (target.startsWith("/")) return `\`${target}\` must be a relative path`;
  const [path = "", anchor] = decodeURI(target).split("#");
  const file = path === "" ? page : posix.join(posix.dirname(page), path);
  if (file.startsWith("../")) return `\`${target}\` leads out of the repository`;
  if (!library.exists(file)) return `\`${target}\` leads to no file`;
  if (anchor === undefined || !file.endsWith(".md")) return undefined;
  return findAnchors(library.read(file)).has(anchor) ? undefined : `\`${target}\` leads to no heading of ${file}`;
}
