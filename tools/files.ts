import { readdirSync } from "node:fs";

const NOT_OURS = new Set(["node_modules", "dist", "coverage", ".git", ".cache", ".keylease"]);

/** The paths of all files at or below `folder` that `wanted` accepts, from the working folder, with `/`, sorted. */
export function findFiles(folder: string, wanted: (path: string) => boolean): string[] {
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries) {
    if (NOT_OURS.has(entry.name)) continue;
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...findFiles(path, wanted));
    else if (wanted(path)) found.push(path);
  }
  return found.sort();
}
