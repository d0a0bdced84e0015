// The program of `keylease`. Built, it is what launch.ts starts.
import { addAbortSignal } from "node:stream";
import { readText } from "./read-text.ts";
import { runCli, type World } from "./run-cli.ts";

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

const world: World = {
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
};

// What Node says of a program that has nothing left to do and waits for something all the same.
process.exitCode = 13;
void runCli(process.argv.slice(2), world).then((exitCode) => {
  process.exitCode = exitCode;
});
