import { parseArgs } from "node:util";
import type { Case } from "./case.ts";
import { CASES } from "./cases.ts";

const SERVERS = ["sink", "emulator", "rgw"] as const;
const DEFAULT_CASE = "large";

/** What a run is asked for. */
export interface Asked {
  readonly cases: readonly Case[];
  readonly server: (typeof SERVERS)[number];
  /** Parts of the names of clients; none means all clients. */
  readonly only: readonly string[];
  /** Instead of each case's own number. */
  readonly rounds: number | undefined;
  /** How much of each load is uploaded: 1 is all of it. */
  readonly share: number;
}

export const HELP = `Usage: npm run bench:upload -- [CASE…] [--server NAME] [--rounds N] [--only NAME]… [--share N]

Cases, ${DEFAULT_CASE} where none is named:
${CASES.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join("\n")}

  --server NAME  sink, which drops what comes; emulator; or rgw, Ceph's, where KEYLEASE_BENCH_RGW names a program
                 that starts one (default sink)
  --rounds N     how often each client is measured; the tables show medians (default: each case's own number)
  --only NAME    clients with that in their names; may be repeated
  --share N      only so much of it, such as 0.01: to see that everything runs
  --help         this text`;

/**
 * Reads the command line.
 *
 * @returns `undefined` where help is asked for.
 * @throws Error where it cannot be understood.
 */
export function readArguments(args: readonly string[]): Asked | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      server: { type: "string", default: "sink" },
      rounds: { type: "string" },
      only: { type: "string", multiple: true, default: [] },
      share: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !CASES.some((one) => one.name === name));
  if (unknown !== undefined) throw new Error(`there is no case \`${unknown}\`; see --help`);
  const server = SERVERS.find((name) => name === values.server);
  if (server === undefined) throw new Error(`there is no server \`${values.server}\`; see --help`);
  const { rounds } = values;
  if (rounds !== undefined && !/^[1-9]\d{0,2}$/.test(rounds)) throw new Error(`\`${rounds}\` is no number of rounds`);
  const share = Number(values.share);
  if (!(share > 0 && share <= 1)) throw new Error(`\`${values.share}\` is no share: give more than 0 and at most 1`);
  const names = positionals.length === 0 ? [DEFAULT_CASE] : positionals;
  const cases = CASES.filter(({ name }) => names.includes(name));
  if (server !== "sink" && cases.some(({ isSecure }) => isSecure)) {
    throw new Error("only the sink serves TLS; see --help");
  }
  return { cases, server, only: values.only, rounds: rounds === undefined ? undefined : Number(rounds), share };
}
