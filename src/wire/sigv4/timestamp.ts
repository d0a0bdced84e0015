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
  if (!isBasicIso(text)) return undefined;
  const [year, month, day] = [twoDigits(text, 0) * 100 + twoDigits(text, 2), twoDigits(text, 4), twoDigits(text, 6)];
  const [hour, minute, second] = [twoDigits(text, 9), twoDigits(text, 11), twoDigits(text, 13)];
  // Date.UTC would roll 31 February over to March; such a text names no moment.
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** Eight digits, `T`, six digits, `Z`. */
function isBasicIso(text: string): boolean {
  if (text.length !== 16 || text[8] !== "T" || text[15] !== "Z") return false;
  for (let i = 0; i < 15; i++) if (i !== 8 && !isDigit(text.charCodeAt(i))) return false;
  return true;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Every signed request has such a text, so it is read without cutting it into pieces. */
function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
}

/** Reads an HTTP date (RFC 9110, section 5.6.7, the preferred form; also with `+0000`), or gives `undefined`. */
export function parseHttpDate(text: string): Date | undefined {
  if (!HTTP_DATE.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds);
}
