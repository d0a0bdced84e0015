import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { threadId } from "node:worker_threads";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const FOLDER = join(ROOT, "node_modules", ".cache", "sender-threads");

let program: Promise<URL> | undefined;

/** The program of sender threads, made of the source as it is now: Node 20 runs no TypeScript. */
export function senderProgram(): Promise<URL> {
  program ??= bundle();
  return program;
}

/**
 * The same, with something done before it begins.
 *
 * @param name Of its own, for the file.
 * @param code JavaScript, which finds `parentPort`, `post` (what tells the main thread) and `appendFileSync`.
 */
export async function changedProgram(name: string, code: string): Promise<URL> {
  const real = await senderProgram();
  const path = join(FOLDER, `${process.pid}-${threadId}-${name}.mjs`);
  const lines = [
    'import { appendFileSync } from "node:fs";',
    'import { parentPort } from "node:worker_threads";',
    "const post = parentPort.postMessage.bind(parentPort);",
    code,
    `await import(${JSON.stringify(real.href)});`,
  ];
  writeFileSync(path, lines.join("\n"));
  return pathToFileURL(path);
}

async function bundle(): Promise<URL> {
  mkdirSync(FOLDER, { recursive: true });
  const outfile = join(FOLDER, `${process.pid}-${threadId}.mjs`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/upload/many/threads/sender-thread.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  return pathToFileURL(outfile);
}
