import type { Check } from "../check.ts";

/** STS refuses signatures that are further off. */
const REFUSED_SECONDS = 300;
const CLOSE_SECONDS = 30;

/** Whether this machine's clock is right by the service's. */
export const clock: Check = {
  id: "clock",
  async run(world) {
    const { aheadSeconds } = await world.greeting("sts");
    if (aheadSeconds === undefined) return { status: "skipped", seen: "the service does not tell its time" };
    const off = Math.abs(aheadSeconds);
    if (off <= CLOSE_SECONDS) return { status: "ok", seen: "as the service's" };
    return {
      status: off < REFUSED_SECONDS ? "warn" : "fail",
      seen: `${off} seconds ${aheadSeconds > 0 ? "behind" : "ahead of"} the service's`,
      advice: "Set this machine's clock.",
    };
  },
};
