import { header, type RequestHead } from "../http-head.ts";
import { SigV4FormatError } from "./format-error.ts";

/** When a request says that it was signed. */
export interface SigV4Timestamp {
  readonly at: Date;
  /** As sent, for error texts. */
  readonly text: string;
}

const BASIC_ISO = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
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
  const at = parseBasicIso(text) ?? (amzDate === undefined ? parseHttpDate(text) : undefined);
  if (at === undefined) throw notBasicIso(text);
  return { at, text };
}

/**
 * Reads `20150830T123600Z`, the one form that a presigned request has.
 *
 * @throws SigV4FormatError
 */
export function parseSigningTime(text: string): SigV4Timestamp {
  const at = parseBasicIso(text);
  if (at === undefined) throw notBasicIso(text);
  return { at, text };
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
  const parts = BASIC_ISO.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date.UTC rolls 31 February over to March; such a text names no day.
  return formatBasicIso(at) === text ? at : undefined;
}

/** Reads an HTTP date (RFC 9110, section 5.6.7, the preferred form; also with `+0000`), or gives `undefined`. */
export function parseHttpDate(text: string): Date | undefined {
  if (!HTTP_DATE.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds);
}
