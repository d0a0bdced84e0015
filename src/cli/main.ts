#!/usr/bin/env node
import { addAbortSignal } from "node:stream";
import { keepCompiledCode } from "./code-cache.ts";

// AWS's SDK would write a warning about Node 20 into the output of commands. Set before any of it is loaded.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const stop = new AbortController();
let onSignal = (_: NodeJS.Signals): void => {
  // Asked a second time, it does not wait for anything.
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => onSignal(signal));
// Whoever reads the output may stop reading, as `head` does.
process.stdout.on("error", () => process.exit(0));

keepCompiledCode(process.env);
// Loaded only now, so that their code is kept.
const [{ runCli }, { readText }] = await Promise.all([import("./run-cli.ts"), import("./read-text.ts")]);

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  entryFile: process.argv[1] ?? "",
  readInput: () => readText(addAbortSignal(stop.signal, process.stdin), "standard input"),
  inputStream: () => process.stdin,
  signal: stop.signal,
  takeSignals: (handle) => {
    onSignal = handle;
    // Those that end a program which does not handle them; Windows knows no others.
    for (const signal of ["SIGHUP", "SIGQUIT"] as const) process.on(signal, handle);
  },
});
