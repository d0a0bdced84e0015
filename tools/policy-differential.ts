// Asks this engine and iam-simulate the same random questions, and explains every disagreement or fails.
//
//     npm run policy:differential -- [--count 20000] [--seed 1] [--verbose]
//
// iam-simulate is another reading of AWS's documentation. Where the two differ, one of them is wrong, or AWS does not
// say; docs/reference/policy-differences.md lists every kind of difference with what AWS documents. Each disagreement
// is first made as small as it can be, and then must be of a kind that is listed. Not part of `npm test`: it installs
// iam-simulate (AGPL) in the temporary folder and runs it as a process of its own.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Peer } from "../bench/peers/iam-simulate/client.ts";
import { PEER_VERSION } from "../bench/peers/iam-simulate/install.ts";
import { classOf, DIFFERENCES } from "./policy-differential/differences.ts";
import { compare, disagreement, type Outcome } from "./policy-differential/engines.ts";
import { generate } from "./policy-differential/generate.ts";
import { RESTATEMENTS, restateAll } from "./policy-differential/restate.ts";
import { smaller } from "./policy-differential/shrink.ts";

const BATCH = 500;
const NAMES = [...RESTATEMENTS, ...DIFFERENCES].map(({ name }) => name);
const PAGE = "docs/reference/policy-differences.md";

/** The smallest case near `outcome` about which the engines disagree in the same way. */
async function shrink(peer: Peer, outcome: Outcome): Promise<Outcome> {
  const kind = disagreement(outcome);
  for (let smallest = outcome; ; ) {
    const present = JSON.stringify(smallest.one);
    // Restated again, or a smaller case would be one about who asks, which is no longer what is looked for.
    const candidates = smaller(smallest.one)
      .map(restateAll)
      .filter((one) => JSON.stringify(one) !== present);
    const next = (await compare(peer, candidates)).find((candidate) => disagreement(candidate) === kind);
    if (next === undefined) return smallest;
    smallest = next;
  }
}

interface Explained {
  /** The difference; `undefined` where none that is listed explains the disagreement. */
  readonly name: string | undefined;
  readonly smallest: Outcome;
}

/** Finds the listed difference behind a disagreement. */
async function explain(peer: Peer, outcome: Outcome): Promise<Explained> {
  const [restated = outcome] = await compare(peer, [restateAll(outcome.one)]);
  const aboutCaller = RESTATEMENTS.find(({ restate }) => restate(outcome.one) !== undefined);
  if (disagreement(restated) === undefined) return { name: aboutCaller?.name, smallest: outcome };
  const smallest = await shrink(peer, restated);
  return { name: classOf(smallest), smallest };
}

function print(outcome: Outcome): void {
  console.log(JSON.stringify(outcome, (_, value: unknown) => (value === undefined ? undefined : value), 1));
}

async function run({ count, seed, verbose }: { count: number; seed: number; verbose: boolean }): Promise<boolean> {
  const peer = Peer.start();
  const counts = new Map<string, number>();
  const unexplained: Outcome[] = [];
  let allowed = 0;
  try {
    for (let from = 0; from < count; from += BATCH) {
      const seeds = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => seed + from + i);
      const outcomes = await compare(
        peer,
        seeds.map((one) => generate(one)),
      );
      allowed += outcomes.filter(({ ours }) => ours.effect === "Allow").length;
      for (const outcome of outcomes.filter((one) => disagreement(one) !== undefined)) {
        const { name, smallest } = await explain(peer, outcome);
        if (name === undefined) unexplained.push(smallest);
        else if (verbose && !counts.has(name)) print(smallest);
        counts.set(name ?? "unexplained", (counts.get(name ?? "unexplained") ?? 0) + 1);
      }
    }
  } finally {
    peer.close();
  }
  report({ count, seed, allowed, counts });
  const [worst] = unexplained.toSorted((a, b) => JSON.stringify(a).length - JSON.stringify(b).length);
  if (worst !== undefined) {
    console.log("\nthe smallest disagreement that no listed difference explains:");
    print(worst);
  }
  return unexplained.length === 0;
}

function report(of: { count: number; seed: number; allowed: number; counts: ReadonlyMap<string, number> }): void {
  const disagreed = [...of.counts.values()].reduce((sum, one) => sum + one, 0);
  console.log(`iam-simulate ${PEER_VERSION}: ${of.count} policy sets from seed ${of.seed}; we allow ${of.allowed}`);
  console.log(`${of.count - disagreed} agree, ${disagreed} do not`);
  for (const name of [...NAMES, "unexplained"]) {
    console.log(`${String(of.counts.get(name) ?? 0).padStart(7)}  ${name}`);
  }
}

/** The listed differences that the page does not explain. */
function undocumented(): readonly string[] {
  const page = readFileSync(PAGE, "utf8").split("\n");
  return NAMES.filter((name) => !page.includes(`## ${name}`));
}

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    verbose: { type: "boolean", default: false },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error("policy-differential: --count and --seed must be whole numbers, --count at least 1");
  process.exitCode = 2;
} else if (undocumented().length > 0) {
  console.error(`policy-differential: ${PAGE} has no section on: ${undocumented().join("; ")}`);
  process.exitCode = 1;
} else if (!(await run({ count, seed, verbose: values.verbose }))) {
  process.exitCode = 1;
}
