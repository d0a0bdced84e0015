import { median } from "../s3/part.ts";
import type { Client } from "./client.ts";
import type { Load } from "./load.ts";
import type { Run } from "./measured-run.ts";

/** What was measured of one client with one load. */
export interface Result {
  readonly client: Client;
  readonly load: Load;
  readonly runs: readonly Run[];
}

/** All that was measured of a case. */
export class Results {
  readonly #results: Result[] = [];

  note(client: Client, load: Load, run: Run): void {
    const known = this.#results.findIndex((result) => result.client === client && result.load === load);
    const runs = [...(this.#results[known]?.runs ?? []), run];
    if (known < 0) this.#results.push({ client, load, runs });
    else this.#results[known] = { client, load, runs };
  }

  of(load: Load): readonly Result[] {
    return this.#results.filter((result) => result.load === load);
  }

  get loads(): readonly Load[] {
    return [...new Set(this.#results.map(({ load }) => load))];
  }

  /** Seconds of the fastest whose names begin so, with the first load; `undefined` where there is none. */
  fastest(isMeant: (client: Client) => boolean): number | undefined {
    const [load] = this.loads;
    const meant = load === undefined ? [] : this.of(load).filter(({ client }) => isMeant(client));
    return meant.length === 0 ? undefined : Math.min(...meant.map(secondsOf));
  }
}

export function secondsOf({ runs }: Result): number {
  return median(runs.map(({ seconds }) => seconds));
}

/** The most that any round took. */
export function peakOf({ runs }: Result): number {
  return Math.max(...runs.map(({ peakMebibytes }) => peakMebibytes));
}
