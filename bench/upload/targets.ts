import type { Target } from "./case.ts";
import type { Client } from "./client.ts";
import { peakOf } from "./results.ts";

const isKeylease = ({ role }: Client): boolean => role === "keylease";

/** Keylease is at least so many times as fast as the fastest peer whose name begins so. */
export function fasterThan(begin: string, times: number): Target {
  const whom = begin === "" ? "the fastest peer" : begin;
  return {
    text: `at least ${times}× as fast as ${whom}`,
    reached(results) {
      const own = results.fastest(isKeylease);
      const other = results.fastest(({ role, name }) => role === "peer" && name.startsWith(begin));
      if (own === undefined || other === undefined) return undefined;
      return { found: `${(other / own).toFixed(2)}×`, met: other / own >= times };
    },
  };
}

/** Keylease takes at most so much longer than what bounds it. */
export function withinBound(share: number): Target {
  return {
    text: `within ${(share * 100).toFixed(0)} % of what Node itself takes to read, sum up and send the bytes`,
    reached(results) {
      const own = results.fastest(isKeylease);
      const bound = results.fastest(({ role }) => role === "bound");
      if (own === undefined || bound === undefined) return undefined;
      return { found: `${((bound / own) * 100).toFixed(0)} % of its rate`, met: bound / own >= 1 - share };
    },
  };
}

/** The whole process of Keylease takes at most so long. */
export function endsWithin(milliseconds: number): Target {
  return {
    text: `at most ${milliseconds} ms`,
    reached(results) {
      const own = results.fastest(isKeylease);
      return own === undefined
        ? undefined
        : { found: `${(own * 1000).toFixed(0)} ms`, met: own * 1000 <= milliseconds };
    },
  };
}

/** Keylease takes at most so much memory, whatever it uploads. */
export function fitsInto(mebibytes: number): Target {
  return {
    text: `at most ${mebibytes} MiB of memory`,
    reached(results) {
      const all = results.loads.flatMap((load) => results.of(load));
      const peaks = all.filter(({ client }) => isKeylease(client)).map(peakOf);
      if (peaks.length === 0) return undefined;
      const found = peaks.map((peak) => `${peak.toFixed(0)} MiB`).join(" and ");
      return { found, met: Math.max(...peaks) <= mebibytes };
    },
  };
}
