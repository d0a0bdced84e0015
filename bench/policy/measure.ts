import { type AuthorisationRequest, type PolicySets, parsePolicy } from "../../src/policy/index.ts";
import type { Peer } from "../peers/iam-simulate/client.ts";
import type { PeerPath } from "../peers/iam-simulate/protocol.ts";
import { type BenchCase, type CompiledCase, simulationsOf } from "./cases.ts";

/** Rounds of every engine, one after the other, so that a slow moment of the machine falls on all of them. */
export const ROUNDS = 5;

type Decide = (request: AuthorisationRequest, sets: PolicySets) => unknown;

/** The decisions in a second of this engine, over about `milliseconds`. */
export function ownRate(decide: Decide, { requests, sets }: CompiledCase, milliseconds: number): number {
  let decisions = 0;
  let unused: unknown;
  const started = performance.now();
  let elapsed = 0;
  while (elapsed < milliseconds) {
    for (const request of requests) unused = decide(request, sets);
    decisions += requests.length;
    elapsed = performance.now() - started;
  }
  if (unused === undefined) throw new Error("an engine decided nothing");
  return (decisions / elapsed) * 1000;
}

/** How many simulations a path is given at a time: so many that a round takes about half a second. */
const PEER_BATCH: Readonly<Record<PeerPath, { readonly simulations: number; readonly rounds: number }>> = {
  checked: { simulations: 512, rounds: 1 },
  unchecked: { simulations: 1024, rounds: 8 },
  core: { simulations: 1024, rounds: 8 },
  prepared: { simulations: 1024, rounds: 16 },
};

/** The decisions in a second of iam-simulate, timed in its own process. */
export async function peerRate(peer: Peer, path: PeerPath, one: BenchCase): Promise<number> {
  const { simulations, rounds } = PEER_BATCH[path];
  const { decisions, elapsedMs } = await peer.time(path, simulationsOf(one, simulations), rounds);
  return (decisions / elapsedMs) * 1000;
}

/** The policies that are compiled in a second. */
export function compileRate(one: BenchCase, milliseconds: number): number {
  const text = JSON.stringify(one.identity);
  let compiled = 0;
  const started = performance.now();
  let elapsed = 0;
  while (elapsed < milliseconds) {
    parsePolicy(text, "identity");
    compiled++;
    elapsed = performance.now() - started;
  }
  return (compiled / elapsed) * 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
