import { join } from "node:path";
import { type Client, PLACE, type Work } from "../client.ts";
import type { Command } from "../measured-run.ts";
import { trust } from "./environment.ts";

/**
 * What Node itself can do: it reads the same files by the same slices and sends them with as many requests in flight,
 * and neither signs nor looks at answers. Only a server that lets everybody in takes it. With `sum` it computes the CRC-32 of
 * what it sends too, on which verified uploads depend: that is what bounds them.
 */
export const bareNodes: readonly Client[] = [
  {
    name: "bare node: reads, sums up, sends",
    role: "bound",
    command: (work) => (work.kind === "file" ? commandOf(work, ["sum"]) : undefined),
  },
  { name: "bare node: reads, sends", role: "bare", command: (work) => commandOf(work, []) },
];

function commandOf({ source, endpoint, caFile }: Work, more: readonly string[]): Command {
  const script = join("bench", "peers", "bare-node", "peer.mjs");
  const args = [script, source, endpoint, `/${PLACE.bucket}/${PLACE.prefix}`, ...more];
  return { program: process.execPath, args, env: trust("NODE_EXTRA_CA_CERTS", caFile) };
}
