// Gathers the licences of the packages that a bundle holds parts of. Most licences ask that their text goes wherever
// the code goes; a package that a bundle has swallowed no longer brings its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Licences that Keylease may be distributed with. Of a choice, one that is listed is enough. */
const ACCEPTED = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

/**
 * The text that goes with a bundle.
 *
 * @param {string} root
 * @param {readonly string[]} modules Paths from `root` of the modules in it.
 * @throws {Error} where a package has a licence that is not accepted, or none.
 */
export function licencesOf(root, modules) {
  const folders = modules.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  /** @type {Map<string, Set<string>>} */
  const namesByText = new Map();
  for (const folder of new Set(folders)) {
    const { name, text } = licenceOf(join(root, folder));
    namesByText.set(text, (namesByText.get(text) ?? new Set()).add(name));
  }
  const parts = [...namesByText].map(([text, names]) => `${[...names].sort().join("\n")}\n\n${text}\n`).sort();
  const line = "=".repeat(80);
  return ["The files beside this one contain parts of these packages.\n", ...parts].join(`\n${line}\n`);
}

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const choices = typeof license === "string" ? license.replace(/[()]/g, "").split(" OR ") : [];
  if (!choices.some((choice) => ACCEPTED.has(choice))) {
    throw new Error(`the package ${name} has the licence ${JSON.stringify(license)}, which cannot go into a bundle`);
  }
  const file = readdirSync(folder).find((path) => /^licen[cs]e(?:\.|-|$)/i.test(path));
  const holder = typeof author === "string" ? author : (author?.name ?? "its authors");
  return {
    name: `${name} ${version} (${license})`,
    text: file === undefined ? `By ${holder}. It brings no text.` : readFileSync(join(folder, file), "utf8").trim(),
  };
}
