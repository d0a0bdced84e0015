import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The paths of all files in a directory and its folders; none where it is not there. */
export function filesBelow(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
