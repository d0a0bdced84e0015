import { median, say } from "./part.ts";
import { cpuMilliseconds } from "./processes.ts";
import type { Target } from "./target.ts";

/**
 * What servers take of CPU time for each thing that is measured of them, round by round: on a machine that others use too
 * it says more than the rates. Of servers whose process is not known nothing is noted.
 */
export class Costs {
  readonly #known = new Map<string, number[]>();

  /** Does the work, and notes what it took of the server, in microseconds for each of `count`. */
  async note<Result>({ measured, server, count }: Measured, work: () => Promise<Result>): Promise<Result> {
    const before = cpuOf(server);
    const result = await work();
    const microseconds = ((cpuOf(server) - before) * 1000) / count;
    if (Number.isNaN(microseconds)) return result;
    const name = `${measured} at ${server.name}`;
    this.#known.set(name, [...(this.#known.get(name) ?? []), microseconds]);
    return result;
  }

  /** Prints medians. `text` is how microseconds are to be written. */
  print(title: string, text: (microseconds: number) => string): void {
    const texts = [...this.#known].map(([name, values]) => `${name} ${text(median(values))}`);
    say(`\n${title}: ${texts.join(", ")}`);
  }
}

interface Measured {
  readonly measured: string;
  readonly server: Pick<Target, "name" | "child">;
  readonly count: number;
}

/** The CPU time of a server so far, in milliseconds; NaN of one whose process is not known. */
function cpuOf({ child }: Pick<Target, "child">): number {
  return child === undefined ? Number.NaN : cpuMilliseconds(child);
}
