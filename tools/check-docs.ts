// Checks the documents: every relative link leads somewhere, and the pages that are written from the source are what
// `npm run docs` would write.
import { existsSync, readFileSync } from "node:fs";
import { checkLinks } from "./docs/check-links.ts";
import { PAGES } from "./docs/pages.ts";
import { findFiles } from "./files.ts";

const read = (path: string): string => readFileSync(path, "utf8");
const pages = findFiles(".", (path) => path.endsWith(".md"));
const complaints = pages.flatMap((page) => checkLinks(page, { exists: existsSync, read }));
for (const [path, text] of Object.entries(PAGES)) {
  if (!existsSync(path) || read(path) !== text) complaints.push(`${path}: out of date, run npm run docs`);
}
for (const complaint of complaints) console.error(complaint);
console.log(`docs: ${pages.length} pages, ${complaints.length} complaints`);
if (complaints.length > 0) process.exitCode = 1;
