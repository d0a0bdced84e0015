const ISO_8601 =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2}))?)?)?$/;
const EPOCH_SECONDS = /^-?\d{5,12}$/;

/**
 * Reads a date as nanoseconds since 1970: the W3C profile of ISO 8601 (a year, a month, a day, or a time with its
 * zone) or seconds since 1970. Four digits are a year. `undefined` where the text is no date that exists.
 */
export function parseInstant(text: string): bigint | undefined {
  if (EPOCH_SECONDS.test(text)) return BigInt(text) * 1_000_000_000n;
  const match = ISO_8601.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] =
    match;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date.parse takes 30 February for 1 March; reading the result back tells.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).getUTCDate() !== Number(day)) return undefined;
  const offset = zoneMinutes(zone);
  if (offset === undefined || Number(hour) > 23) return undefined;
  return BigInt(milliseconds - offset * 60_000) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
