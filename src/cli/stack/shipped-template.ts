import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";

/** The template that is shipped, as YAML text with its comments. */
export function shippedTemplate(): Promise<string> {
  return readFile(join(packageRoot(), "stack", "upload-by-role.template.yaml"), "utf8");
}
