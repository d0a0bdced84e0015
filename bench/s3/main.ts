// Measures objects beside other servers, and prints the tables of bench/README.md: `npm run bench:s3`.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { largeObjects } from "./large-objects.ts";
import { listing } from "./listing.ts";
import { multipart } from "./multipart.ts";
import { type Part, type RunOptions, say } from "./part.ts";
import { smallObjects } from "./small-objects.ts";
import { start } from "./start.ts";

const PARTS: readonly Part[] = [smallObjects, largeObjects, multipart, listing, start];
const DEFAULT_ROUNDS = 5;

const HELP = `Usage: npm run bench:s3 -- [PART…] [--rounds N] [--alone]

Parts, all of them where none is named:
${PARTS.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join("\n")}

  --rounds N    how often each thing is measured; the tables show medians (default ${DEFAULT_ROUNDS})
  --alone       only the emulator, without the servers that it is compared with
  --help        this text

KEYLEASE_BENCH_RGW may name a program that starts Ceph's RADOS Gateway with a store on the disk, and
KEYLEASE_BENCH_RGW_MEMORY one whose store is in memory: see bench/README.md.`;

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const asked = readArguments(args);
  if (asked === undefined) return;
  const { parts, options } = asked;
  say(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${load()}; medians of ${options.rounds} rounds`,
  );
  for (const part of parts) await part.run(options);
  say(`\nLoad at the end: ${load()}`);
}

/** The system's load of the last minute, this program's own in it. */
function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

function readArguments(
  args: readonly string[],
): { readonly parts: readonly Part[]; readonly options: RunOptions } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: "string", default: String(DEFAULT_ROUNDS) },
        alone: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      say(HELP);
      return undefined;
    }
    const unknown = positionals.find((name) => !PARTS.some((part) => part.name === name));
    if (unknown !== undefined) throw new Error(`there is no part \`${unknown}\``);
    if (!/^[1-9]\d{0,2}$/.test(values.rounds)) {
      throw new Error(`\`${values.rounds}\` is no number of rounds from 1 to 999`);
    }
    const parts = positionals.length === 0 ? PARTS : PARTS.filter(({ name }) => positionals.includes(name));
    return { parts, options: { rounds: Number(values.rounds), alone: values.alone } };
  } catch (error) {
    process.stderr.write(`bench:s3: ${(error as Error).message}\n\n${HELP}\n`);
    process.exitCode = 2;
    return undefined;
  }
}
