import { header } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { MovableClock } from "../../state/movable-clock.ts";
import { noSuchKey, notImplementedHeader, preconditionFailed } from "./errors.ts";
import type { ObjectRecord } from "./objects.ts";

/** What must hold for a write to happen. */
export interface WriteConditions {
  /** Nothing may be there yet. */
  readonly onlyIfAbsent: boolean;
  /** What is there must have this ETag. */
  readonly ifMatch: string | undefined;
}

/**
 * Reads `If-None-Match: *` and `If-Match: <etag>` of an upload.
 *
 * @throws AwsError `NotImplemented`, as on AWS, for other values and for both at once.
 */
export function readWriteConditions({ head }: ServiceRequest): WriteConditions {
  const ifNoneMatch = header(head, "if-none-match");
  const ifMatch = header(head, "if-match");
  if (ifNoneMatch !== undefined && ifMatch !== undefined) {
    throw notImplementedHeader("If-Match,If-None-Match", "Multiple conditional request headers present in the request");
  }
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") throw unacceptedValue("If-None-Match");
  if (ifMatch === "*") throw unacceptedValue("If-Match");
  return { onlyIfAbsent: ifNoneMatch !== undefined, ifMatch };
}

const unacceptedValue = (name: string): Error =>
  notImplementedHeader(name, `We don't accept the provided value of ${name} header for this API`);

/** Whether a write happens whatever is there. */
export function isUnconditional({ onlyIfAbsent, ifMatch }: WriteConditions): boolean {
  return !onlyIfAbsent && ifMatch === undefined;
}

/** @throws AwsError `PreconditionFailed`, or `NoSuchKey` where there is nothing to match. */
export function checkWrite(conditions: WriteConditions, existing: ObjectRecord | undefined, key: string): void {
  if (conditions.onlyIfAbsent && existing !== undefined) throw preconditionFailed("If-None-Match");
  if (conditions.ifMatch === undefined) return;
  if (existing === undefined) throw noSuchKey(key);
  if (!matches(conditions.ifMatch, existing)) throw preconditionFailed("If-Match");
}

/**
 * Evaluates the conditions of a read (RFC 9110, section 13.2.2): ETags win over dates.
 *
 * @returns whether the reader has the object already, which is answered with 304.
 * @throws AwsError `PreconditionFailed`.
 */
export function isNotModified(
  { head }: ServiceRequest,
  object: ObjectRecord,
  clock: Pick<MovableClock, "milliseconds">,
): boolean {
  const ifMatch = header(head, "if-match");
  const ifNoneMatch = header(head, "if-none-match");
  const modified = (): number => toSeconds(new Date(object.lastModified));
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object)) throw preconditionFailed("If-Match");
  } else {
    const unmodifiedSince = readDate(header(head, "if-unmodified-since"));
    if (unmodifiedSince !== undefined && modified() > unmodifiedSince) throw preconditionFailed("If-Unmodified-Since");
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object);
  const since = readDate(header(head, "if-modified-since"));
  // A date in the future is none.
  return since !== undefined && since * 1000 <= clock.milliseconds() && modified() <= since;
}

/** ETags are compared with or without their quotes. */
export function matches(header: string, { etag }: ObjectRecord): boolean {
  return header.split(",").some((part) => {
    const value = part.trim();
    return value === "*" || value.replace(/^"(.*)"$/, "$1") === etag;
  });
}

/** HTTP dates have whole seconds. */
export function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** A date of a condition in seconds; `undefined` where it is none, and so no condition. */
export function readDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : toSeconds(date);
}
