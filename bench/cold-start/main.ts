// Measures how long the command line takes from its start, and prints the table of bench/README.md:
// `npm run bench:cold-start -- [--rounds N] [ENTRY…]`. ENTRY is another build's dist/cli/main.js, to compare with.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { median, say } from "../s3/part.ts";
import { type Run, runEmulator, runToEnd } from "./run.ts";
import { prepareStage, type Stage } from "./stage.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "20" } },
});
const entries = positionals.length > 0 ? positionals : [join("dist", "cli", "main.js")];
const folder = mkdtempSync(join(tmpdir(), "keylease-cold-start-"));
const stage = await prepareStage(join("dist", "cli", "main.js"), folder);
try {
  const load = (): string => (loadavg()[0] ?? 0).toFixed(1);
  say(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${load()}, medians of ${values.rounds} runs`,
  );
  const measured = await measure(stage, Number(values.rounds));
  say("\n| program | median | least | CPU |\n| --- | ---: | ---: | ---: |");
  for (const [name, runs] of measured) say(row(name, runs));
  say(`\nLoad at the end: ${load()}`);
} finally {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Each thing in turn, round after round, so that a busy minute meets all of them. The first round warms up. */
async function measure({ env, leaseArguments, processArguments }: Stage, rounds: number): Promise<Map<string, Run[]>> {
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  const found = new Map<string, Run[]>();
  const things: [string, () => Promise<Run>][] = [["`node` with an empty module", () => runToEnd([empty], env)]];
  for (const entry of entries) {
    const mark = entries.length === 1 ? "" : ` (${relative(".", entry)})`;
    things.push(
      [`\`keylease --version\`${mark}`, () => runToEnd([entry, "--version"], env)],
      [`\`keylease lease\`${mark}`, () => runToEnd([entry, ...leaseArguments], env)],
      [`\`keylease lease --format process\`, from its cache${mark}`, () => runToEnd([entry, ...processArguments], env)],
      [`\`keylease emulator\` until ready${mark}`, () => runEmulator(entry, env)],
    );
  }
  for (let round = -1; round < rounds; round++) {
    for (const [name, run] of things) {
      const result = await run();
      if (round >= 0) found.set(name, [...(found.get(name) ?? []), result]);
    }
  }
  return found;
}

function row(name: string, runs: readonly Run[]): string {
  const clocks = runs.map(({ clock }) => clock);
  const cells = [median(clocks), Math.min(...clocks), median(runs.map(({ cpu }) => cpu))];
  return `| ${name} | ${cells.map((milliseconds) => `${milliseconds.toFixed(0)} ms`).join(" | ")} |`;
}
