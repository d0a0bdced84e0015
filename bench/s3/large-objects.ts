import { Costs } from "./costs.ts";
import { FullMemory } from "./full-memory.ts";
import { type Server, sendOnce } from "./large-client.ts";
import type { Part } from "./part.ts";
import { untilQuiet } from "./quiet.ts";
import { Rates } from "./rates.ts";
import { BUCKET, type Target } from "./target.ts";
import { withBareServer, withTargets } from "./targets.ts";

export const LARGE_BYTES: number = 1024 ** 3;
/** What a body is sent in. */
export const SLICE: Buffer = Buffer.alloc(1024 * 1024, "0123456789abcdef");
const PATH = `/${BUCKET}/k-large`;

/** 1 GiB in one PUT, beside Ceph and a server that does almost nothing. */
export const largeObjects: Part = {
  name: "large",
  about: "1 GiB in one PUT, and one GET",
  run: (options) =>
    withTargets({ ...options, without: ["s3rver"] }, (targets) =>
      withBareServer((bare) =>
        withSpeeds("1 GiB, one PUT", async (speeds) => {
          // The first round warms up.
          for (let round = 0; round <= options.rounds; round++) {
            for (const target of [...targets, bare]) {
              const isNoted = round > 0;
              await speeds.note("PUT", { target, isNoted }, () => putLarge(target));
              await speeds.note("GET", { target, isNoted }, () => getLarge(target, PATH));
            }
          }
        }),
      ),
    ),
};

/** Lends a table of what is measured of 1 GiB, and prints it. */
export async function withSpeeds(title: string, work: (speeds: Speeds) => Promise<void>): Promise<void> {
  const memory = new FullMemory();
  const speeds = new Speeds(memory);
  try {
    await work(speeds);
    speeds.print(title);
  } finally {
    memory.remove();
  }
}

/** How fast 1 GiB goes to or from several servers, and what it takes of their CPU time. */
export class Speeds {
  readonly #memory: FullMemory;
  readonly #rates = new Rates(" MiB/s");
  readonly #costs = new Costs();

  constructor(memory: FullMemory) {
    this.#memory = memory;
  }

  async note(
    measured: string,
    { target, isNoted }: { readonly target: Pick<Target, "name" | "keeping" | "child">; readonly isNoted: boolean },
    work: () => Promise<void>,
  ): Promise<void> {
    await untilQuiet();
    this.#memory.fill();
    if (!isNoted) return work();
    const started = performance.now();
    await this.#costs.note({ measured, server: target, count: 1 }, work);
    const seconds = (performance.now() - started) / 1000;
    this.#rates.note(measured, target, LARGE_BYTES / 1024 ** 2 / seconds);
  }

  print(title: string): void {
    this.#rates.print(title);
    this.#costs.print("CPU a GiB", (microseconds) => `${(microseconds / 1_000_000).toFixed(2)} s`);
  }
}

/** Gets an object of 1 GiB. */
export async function getLarge(server: Server, path: string): Promise<void> {
  const { bodyBytes } = await sendOnce(server, { method: "GET", path });
  if (bodyBytes !== LARGE_BYTES) throw new Error(`${bodyBytes} bytes`);
}

async function putLarge(server: Server): Promise<void> {
  await sendOnce(server, { method: "PUT", path: PATH, body: { slice: SLICE, times: LARGE_BYTES / SLICE.length } });
}
