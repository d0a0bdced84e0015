// Measures the policy engine beside iam-simulate and prints the tables of bench/README.md: `npm run bench:policy`.
import { cpus } from "node:os";
import { evaluate, explain } from "../../src/policy/index.ts";
import { Peer } from "../peers/iam-simulate/client.ts";
import { PEER_VERSION } from "../peers/iam-simulate/install.ts";
import type { PeerPath } from "../peers/iam-simulate/protocol.ts";
import { type BenchCase, CASES, caseOfPattern, caseOfSize, compile, simulationsOf } from "./cases.ts";
import { compileRate, median, ownRate, peerRate, ROUNDS } from "./measure.ts";

const MILLISECONDS = 300;
const PATHS = ["checked", "core", "prepared"] as const satisfies readonly PeerPath[];

await main();

async function main(): Promise<void> {
  say(`Node ${process.version}, ${cpus()[0]?.model}, iam-simulate ${PEER_VERSION}; medians of ${ROUNDS} rounds\n`);
  const peer = Peer.start();
  try {
    await sideBySide(peer);
  } finally {
    peer.close();
  }
  growth();
  hostile();
}

async function sideBySide(peer: Peer): Promise<void> {
  table([
    "case",
    "`evaluate`",
    "`explain`",
    ...PATHS.map((path) => `peer, ${path}`),
    "`evaluate` to these",
    "compiled",
  ]);
  for (const one of CASES) {
    await checkAgreement(peer, one);
    const { evaluated, explained, peers } = await rounds(peer, one);
    const ratios = peers.map((rate) => `${Math.round(evaluated / rate)}×`).join(", ");
    const rates = [evaluated, explained, ...peers].map(perSecond);
    row([one.name, ...rates, ratios, perSecond(compileRate(one, MILLISECONDS))]);
  }
}

interface Rates {
  readonly evaluated: number;
  readonly explained: number;
  /** In the order of {@link PATHS}. */
  readonly peers: readonly number[];
}

async function rounds(peer: Peer, one: BenchCase): Promise<Rates> {
  const own = compile(one);
  for (const decide of [evaluate, explain]) ownRate(decide, own, MILLISECONDS);
  const measured: (readonly number[])[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const rates = [evaluate, explain].map((decide) => ownRate(decide, own, MILLISECONDS));
    for (const path of PATHS) rates.push(await peerRate(peer, path, one));
    measured.push(rates);
  }
  const [evaluated = 0, explained = 0, ...peers] = [0, 1, ...PATHS.map((_, i) => i + 2)].map((column) =>
    median(measured.map((rates) => rates[column] as number)),
  );
  return { evaluated, explained, peers };
}

/** A rate counts for something only where the engines answer the same. */
async function checkAgreement(peer: Peer, one: BenchCase): Promise<void> {
  const { requests, sets } = compile(one);
  for (const path of PATHS) {
    const answers = await peer.decide(path, simulationsOf(one, 1));
    const [answer] = answers;
    const allowed = requests[0] !== undefined && evaluate(requests[0], sets).effect === "Allow";
    if (answer === undefined || "error" in answer || (answer.result === "Allowed") !== allowed) {
      throw new Error(`the engines differ about "${one.name}": ${JSON.stringify(answer)}`);
    }
  }
}

function growth(): void {
  table(["statements", "`evaluate`", "a statement", "`explain`", "a statement"]);
  for (const statements of [1, 10, 100, 1000]) {
    const own = compile(caseOfSize(statements));
    const times = [evaluate, explain].map((decide) => {
      ownRate(decide, own, MILLISECONDS);
      return 1e9 / median(Array.from({ length: ROUNDS }, () => ownRate(decide, own, MILLISECONDS)));
    });
    row([String(statements), ...times.flatMap((time) => [nanoseconds(time), nanoseconds(time / statements)])]);
  }
}

function hostile(): void {
  const patterns = ["*a*a*a*a*b", `${"*a".repeat(20)}*b`, `${"?*".repeat(20)}b`, `${"*".repeat(100)}b`];
  const lengths = [10, 100, 1000];
  table(["pattern", ...lengths.map((length) => `key of ${length} × \`a\``)]);
  for (const pattern of patterns) {
    const times = lengths.map((length) => {
      const own = compile(caseOfPattern(pattern, "a".repeat(length)));
      return nanoseconds(1e9 / ownRate(evaluate, { ...own, requests: own.requests.slice(0, 16) }, MILLISECONDS));
    });
    row([`\`${pattern.length > 20 ? `${pattern.slice(0, 6)}…${pattern.slice(-3)}` : pattern}\``, ...times]);
  }
}

function table(head: readonly string[]): void {
  say("");
  row(head);
  row(head.map((_, i) => (i === 0 ? "---" : "---:")));
}

function row(cells: readonly string[]): void {
  say(`| ${cells.join(" | ")} |`);
}

function perSecond(rate: number): string {
  return `${Number(rate.toPrecision(3)).toLocaleString("en")}/s`;
}

function nanoseconds(time: number): string {
  return `${Number(time.toPrecision(3)).toLocaleString("en")} ns`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
