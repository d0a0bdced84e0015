import { Costs } from "./costs.ts";
import type { Part } from "./part.ts";
import { untilQuiet } from "./quiet.ts";
import { Rates } from "./rates.ts";
import { RawConnection, signedRequest } from "./raw-client.ts";
import { BUCKET, type Target } from "./target.ts";
import { withTargets } from "./targets.ts";

const SMALL_BYTES = 4096;
const CONNECTIONS = 32;
const KEYS = 3000;
const BODY = "0123456789abcdef".repeat(SMALL_BYTES / 16);

/** Small objects over many connections, with a client that does next to nothing. */
export const smallObjects: Part = {
  name: "small",
  about: "4 KiB objects over 32 connections, PUT and GET",
  run: (options) =>
    withTargets(options, async (targets) => {
      const rates = new Rates("/s");
      const costs = new Costs();
      // The first round warms up.
      for (let round = 0; round <= options.rounds; round++) {
        const keys = Array.from({ length: KEYS }, (_, i) => `k${round}/${i}`);
        for (const target of targets) {
          for (const method of ["PUT", "GET"] as const) {
            const requests = await prepare(target, method, keys);
            await untilQuiet();
            const measure = (): Promise<number> => rate(target.port, requests, method === "PUT" ? 0 : SMALL_BYTES);
            if (round === 0) await measure();
            else
              rates.note(method, target, await costs.note({ measured: method, server: target, count: KEYS }, measure));
          }
        }
      }
      rates.print(`${SMALL_BYTES / 1024} KiB, ${CONNECTIONS} connections`);
      costs.print("CPU a request", (microseconds) => `${microseconds.toFixed(0)} µs`);
    }),
};

/** Signed requests for all keys. */
async function prepare(target: Target, method: "GET" | "PUT", keys: readonly string[]): Promise<readonly Buffer[]> {
  const body = method === "PUT" ? BODY : "";
  return Promise.all(keys.map((key) => signedRequest(target, { method, path: `/${BUCKET}/${key}`, body })));
}

/** Sends all requests with 32 connections. Gives how many there were in a second. */
async function rate(port: number, requests: readonly Buffer[], answerBytes: number): Promise<number> {
  const connections = Array.from({ length: CONNECTIONS }, () => new RawConnection(port));
  let next = 0;
  const loop = async (connection: RawConnection): Promise<void> => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { status, body } = await connection.send(request);
      if (status !== 200 || body.length !== answerBytes) throw new Error(`${status} ${body}`);
    }
  };
  const started = performance.now();
  await Promise.all(connections.map(loop));
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  return requests.length / seconds;
}
