import { KeyleaseError, parseDurationSeconds } from "../core/index.ts";

/** A date, or a date and a time with its zone: without one, a time would mean another on each machine. */
const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads a point in time: `now`, `2h` for two hours ago, or ISO 8601 such as `2026-11-26T06:00:00Z`.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function parsePointInTime(text: string, now: Date): Date {
  if (text === "now") return now;
  if (/^(?:\d+[smhd])+$/.test(text)) return new Date(now.getTime() - parseDurationSeconds(text) * 1000);
  const time = ISO.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isFinite(time.getTime())) return time;
  throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not a time`, {
    hint: "Write `now`, 2h for two hours ago, or a time with its zone such as 2026-11-26T06:00:00Z.",
  });
}
