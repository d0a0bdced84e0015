// Writes the pages of docs that come from the source. `npm run check` compares them with what stands here.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { PAGES } from "./docs/pages.ts";

for (const [path, text] of Object.entries(PAGES)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(path);
}
