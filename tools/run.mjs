// Runs one of the project's commands on a clone that may be fresh: it installs and builds what is missing first.
//
// Plain JavaScript with nothing but Node's own modules, because it runs before anything is installed.
//
//   node tools/run.mjs test|e2e|coverage|demo|emulator|build [arguments for the command]
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, isStale } from "./setup/build.mjs";
import { install, whyInstall } from "./setup/install.mjs";
import { withLock } from "./setup/lock.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const cli = join(root, "dist", "cli", "main.js");

/** @type {Record<string, { program: string, args: string[] } | undefined>} */
const COMMANDS = {
  test: { program: vitest, args: ["run", "--project", "unit"] },
  e2e: { program: vitest, args: ["run", "--project", "e2e"] },
  coverage: { program: vitest, args: ["run", "--project", "unit", "--coverage"] },
  demo: { program: cli, args: ["demo"] },
  emulator: { program: cli, args: ["emulator"] },
};

const [name = "", ...rest] = process.argv.slice(2);
try {
  requireNode();
  if (name === "build") await prepare({ rebuild: true });
  else await run(name);
} catch (error) {
  console.error(`keylease: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

/** Stops with a plain sentence on a Node that is too old, before a syntax error or a missing function would. */
function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const floor = engines.node.replace(/^>=/, "");
  const [major = 0, minor = 0] = floor.split(".").map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split(".").map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new Error(
    `Node ${floor} or newer is needed, and this is ${process.versions.node}. Install a newer Node first.`,
  );
}

/**
 * Installs and builds what is missing or out of date.
 *
 * @param {{ rebuild: boolean }} options
 */
async function prepare({ rebuild }) {
  if (!rebuild && whyInstall(root) === undefined && !isStale(root)) return;
  await withLock(join(root, ".cache", "setup.lock"), async () => {
    // Looked at again: another process may have done it while we waited for the lock.
    const reason = whyInstall(root);
    if (reason !== undefined) {
      console.error(`keylease: ${reason}; running npm ci …`);
      install(root);
    }
    if (!rebuild && !isStale(root)) return;
    if (!rebuild) console.error("keylease: building …");
    await build(root, { forPackage: rebuild });
  });
}

/**
 * Becomes the command: it runs in this very process, so signals, exit code and terminal are its own.
 *
 * @param {string} command
 */
async function run(command) {
  const chosen = COMMANDS[command];
  if (chosen === undefined) {
    throw new Error(
      `there is no command \`${command}\`. The commands are ${Object.keys(COMMANDS).join(", ")} and build.`,
    );
  }
  await prepare({ rebuild: false });
  process.argv = [process.execPath, chosen.program, ...chosen.args, ...rest];
  await import(pathToFileURL(chosen.program).href);
}
