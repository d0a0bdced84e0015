// Checks who imports whom in src, by the rules in tools/boundaries/rules.ts. Part of `npm run lint`.
//
// Biome checks cycles, extensions and undeclared packages. The edges between folders are checked here, because one
// table of who may import whom reads better, and is easier to keep true, than an override for each folder.
import { readFileSync } from "node:fs";
import { checkFile } from "./boundaries/check.ts";
import { findFiles } from "./files.ts";

const files = findFiles("src", (path) => /\.[cm]?[jt]sx?$/.test(path));
const complaints = files.flatMap((path) => checkFile({ path, text: readFileSync(path, "utf8") }));
for (const { path, line, message } of complaints) console.error(`${path}:${line}: ${message}`);
console.log(`boundaries: ${files.length} files, ${complaints.length} complaints`);
if (files.length === 0 || complaints.length > 0) process.exitCode = 1;
