// Starts an emulator in process on the data directory that is given, and prints how long `startEmulator` took, in
// milliseconds: for programs that have it embedded. What is measured is the build, as those programs have it.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const built = pathToFileURL(resolve("dist/emulator/index.js")).href;
const { startEmulator } = (await import(built)) as typeof import("../../src/emulator/index.ts");
const used = process.cpuUsage();
const started = performance.now();
const emulator = await startEmulator({ dataDirectory: process.argv[2] ?? "" });
const clock = performance.now() - started;
const { user, system } = process.cpuUsage(used);
process.stdout.write(`${JSON.stringify({ clock, cpu: (user + system) / 1000 })}\n`);
await emulator.close();
