import { join } from "node:path";
import { type Client, PLACE } from "../client.ts";
import { trust } from "./environment.ts";

/**
 * What Node itself can do: it reads the same files into the same buffers and sends them with as many requests in flight,
 * and neither signs nor sums up nor looks at answers. Only a server that lets everybody in takes it.
 */
export const bareNode: Client = {
  name: "bare node, no uploader",
  role: "bound",
  command({ source, endpoint, caFile }) {
    const script = join("bench", "peers", "bare-node", "peer.mjs");
    const prefix = `/${PLACE.bucket}/${PLACE.prefix}`;
    return {
      program: process.execPath,
      args: [script, source, endpoint, prefix],
      env: trust("NODE_EXTRA_CA_CERTS", caFile),
    };
  },
};
