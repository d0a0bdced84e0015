import { KeyleaseError } from "./errors.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Reads a duration such as `15m`, `1h30m`, `900s` or `900` (seconds) as whole seconds.
 *
 * @throws KeyleaseError `DurationInvalid` where the text is none.
 */
export function parseDurationSeconds(text: string): number {
  const trimmed = text.trim();
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed);
  if (!/^(\d{1,9}[smhd])+$/.test(trimmed)) {
    throw new KeyleaseError("DurationInvalid", `\`${text}\` is not a duration`, {
      hint: "Write a number with a unit, such as 15m, 1h or 900s.",
    });
  }
  let seconds = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+)([smhd])/g)) {
    seconds += Number(amount) * (UNIT_SECONDS[unit as string] as number);
  }
  return seconds;
}

/** Writes whole seconds for people, with at most two units: `15 min`, `1 h 30 min`, `45 s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) parts.push(`${hours} h`);
  if (minutes > 0) parts.push(`${minutes} min`);
  if (hours === 0 && whole % 60 > 0) parts.push(`${whole % 60} s`);
  return parts.length === 0 ? "0 s" : parts.join(" ");
}
