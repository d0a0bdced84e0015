// Makes package-lock.json whole after npm wrote it from a registry that lacks packages for some systems, and sees to it
// that it names no registry. Part of `npm run lock`, which is how dependencies are changed.
import { readFileSync, writeFileSync } from "node:fs";
import { addressed, completeLock, type LockEntries } from "./lock/complete.ts";

const LOCK = "package-lock.json";
const lock = JSON.parse(readFileSync(LOCK, "utf8")) as { packages: LockEntries };
const packages = completeLock(lock.packages);
const named = addressed(packages);
if (named.length > 0) throw new Error(`${LOCK} names the address of ${named.join(", ")}: see .npmrc`);
writeFileSync(LOCK, `${JSON.stringify({ ...lock, packages }, undefined, 2)}\n`);
console.log(`lock: ${Object.keys(packages).length - Object.keys(lock.packages).length} entries added`);
