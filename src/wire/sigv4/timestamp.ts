import { header, type RequestHead } from "../http-head.ts";
import { SigV4FormatError } from "./format-error.ts";

/** When a request says that it was signed. */
export interface SigV4Timestamp {
  readonly at: Date;
  /** As `20150830T123600Z`. */
  readonly basic: string;
  /** As sent, for error texts. */
  readonly text: string;
}

const BASIC_ISO = /^\d{8}T\d{6}Z$/;
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|\+0000)$/;

/**
 * The time of signing: `x-amz-date`, or else `Date`. `undefined` where neither was sent.
 *
 * @throws SigV4FormatError where the header that counts is neither ISO 8601 basic nor, for `Date`, an HTTP date.
 */
export function readTimestamp(head: RequestHead): SigV4Timestamp | undefined {
  const amzDate = header(head, "x-amz-date");
  const text = amzDate ?? header(head, "date");
  if (text === undefined) return undefined;
  const at = parseBasicIso(text);
  if (at !== undefined) return { at, basic: text, text };
  const date = amzDate === undefined ? parseHttpDate(text) : undefined;
  if (date === undefined) throw notBasicIso(text);
  return { at: date, basic: formatBasicIso(date), text };
}

/**
 * Reads `20150830T123600Z`, the one form that a presigned request has.
 *
 * @throws SigV4FormatError
 */
export function parseSigningTime(text: string): SigV4Timestamp {
  const at = parseBasicIso(text);
  if (at === undefined) throw notBasicIso(text);
  return { at, basic: text, text };
}

function notBasicIso(text: string): SigV4FormatError {
  const message = `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`;
  return new SigV4FormatError("timestamp", message);
}

/** Writes a time as `20150830T123600Z`. */
export function formatBasicIso(at: Date): string {
  return at.toISOString().replace(/\.\d{3}|[-:]/g, "");
}

function parseBasicIso(text: string): Date | undefined {
  if (!BASIC_ISO.test(text)) return undefined;
  const number = (start: number, end: number): number => Number(text.slice(start, end));
  const [month, day] = [number(4, 6), number(6, 8)];
  const at = new Date(Date.UTC(number(0, 4), month - 1, day, number(9, 11), number(11, 13), number(13, 15)));
  // Date.UTC rolls 31 February over to March, and hour 24 to the next day; such a text names no moment.
  const isReal = at.getUTCDate() === day && at.getUTCMonth() === month - 1 && at.getUTCSeconds() === number(13, 15);
  return isReal && at.getUTCMinutes() === number(11, 13) && at.getUTCHours() === number(9, 11) ? at : undefined;
}

/** Reads an HTTP date (RFC 9110, section 5.6.7, the preferred form; also with `+0000`), or gives `undefined`. */
export function parseHttpDate(text: string): Date | undefined {
  if (!HTTP_DATE.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds);
}
