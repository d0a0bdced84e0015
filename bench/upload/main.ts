// Uploads with this and with other programs, and prints the tables of bench/README.md: `npm run bench:upload`.
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { say } from "../s3/part.ts";
import { type Asked, HELP, readArguments } from "./arguments.ts";
import { allClients } from "./clients/clients.ts";
import { shareOf } from "./load.ts";
import { runCase } from "./run-case.ts";
import { emulators, rgws } from "./servers/checking-servers.ts";
import type { Servers } from "./servers/server.ts";
import { startSinks } from "./servers/sinks.ts";
import { printCase } from "./table.ts";

try {
  const asked = readArguments(process.argv.slice(2));
  if (asked === undefined) say(HELP);
  else await run(asked);
} catch (error) {
  process.stderr.write(`bench:upload: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function run({ cases, server, only, rounds, share }: Asked): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "keylease-bench-upload-"));
  const servers = serversOf(server, folder);
  try {
    const clients = allClients().filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
    if (share < 1) say(`\nOnly ${share} of each load: what is met or missed says nothing.`);
    const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${load()}`;
    say(
      `\n${machine}; uploads to ${servers.name}, medians of ${rounds ?? cases.map((one) => one.rounds).join(", ")} rounds`,
    );
    for (const one of cases.map((each) => ({ ...each, loads: each.loads.map((load) => shareOf(load, share)) }))) {
      printCase(one, await runCase(one, { clients, servers, rounds: rounds ?? one.rounds, folder }));
    }
    say(`\nLoad at the end: ${load()}`);
  } finally {
    await servers.close();
    await rm(folder, { recursive: true });
  }
}

function serversOf(server: Asked["server"], folder: string): Servers {
  if (server === "emulator") return emulators;
  return server === "rgw" ? rgws : startSinks(folder);
}

/** The system's load of the last minute, this program's own in it. */
function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
