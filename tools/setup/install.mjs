// Decides whether node_modules holds what package-lock.json asks for, and installs it where it does not.
//
// The answer comes from contents, not from times: a fresh checkout of an unchanged lock file must not reinstall, and
// an install that was stopped half-way must. npm writes node_modules/.package-lock.json last of all, so its absence is
// the mark of an unfinished install.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/**
 * Says why the dependencies in `root` must be installed, or gives `undefined` where they are in order.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
export function whyInstall(root) {
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (installed === undefined) return "the dependencies are not installed";
  const wanted = readPackages(join(root, "package-lock.json"));
  if (wanted === undefined)
    throw new Error("package-lock.json cannot be read: is this a whole copy of the repository?");
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "") continue;
    const present = installed[path];
    // A package for another system is left out by npm, and rightly.
    if (present === undefined && (entry.optional || entry.devOptional)) continue;
    if (present === undefined) return `${path} is not installed`;
    if (present.version !== entry.version || present.integrity !== entry.integrity)
      return `${path} has another version`;
    if (!existsSync(join(root, path, "package.json"))) return `${path} is missing`;
  }
  return undefined;
}

/**
 * Installs exactly what package-lock.json lists.
 *
 * @param {string} root
 */
export function install(root) {
  const { command, args } = npmCommand();
  const result = spawnSync(command, [...args, "ci", "--no-audit", "--no-fund"], {
    cwd: root,
    // npm's report goes to stderr: stdout belongs to the command that was asked for.
    stdio: ["ignore", 2, 2],
    // The only way to start npm by its bare name on Windows, where it is a batch file. No argument comes from outside.
    shell: command === "npm" && process.platform === "win32",
    // A production install would leave out the compiler that the next step needs.
    env: { ...process.env, NODE_ENV: "development", npm_config_omit: "", npm_config_production: undefined },
  });
  if (result.error !== undefined) throw new Error(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0) throw new Error("npm ci failed: its own report stands above");
}

/** The npm that runs us where there is one, so that an odd PATH does not matter. */
function npmCommand() {
  const path = process.env.npm_execpath;
  const isNpm = path !== undefined && basename(path).startsWith("npm-cli.");
  return isNpm ? { command: process.execPath, args: [path] } : { command: "npm", args: [] };
}

/**
 * @param {string} path
 * @returns {LockedPackages | undefined}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}
