import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { matches, readDate, toSeconds } from "../conditions.ts";
import { preconditionFailed } from "../errors.ts";
import type { ObjectRecord } from "../objects.ts";

const PREFIX = "x-amz-copy-source-";

/**
 * Checks the conditions that a copy makes on its source. ETags win over dates, as with reads; what would be 304 for a
 * read is 412 here.
 *
 * @throws AwsError `PreconditionFailed`.
 */
export function checkSource({ head }: ServiceRequest, object: ObjectRecord, now: Date): void {
  const value = (name: string): string | undefined => header(head, (PREFIX + name) as Lowercase<string>);
  const ifMatch = value("if-match");
  const ifNoneMatch = value("if-none-match");
  const modified = toSeconds(new Date(object.lastModified));
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object)) throw preconditionFailed(`${PREFIX}If-Match`);
  } else {
    const unmodifiedSince = readDate(value("if-unmodified-since"));
    if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
      throw preconditionFailed(`${PREFIX}If-Unmodified-Since`);
    }
  }
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, object)) throw preconditionFailed(`${PREFIX}If-None-Match`);
    return;
  }
  const modifiedSince = readDate(value("if-modified-since"));
  // A date in the future means nothing.
  if (modifiedSince === undefined || modifiedSince > toSeconds(now)) return;
  if (modified <= modifiedSince) throw preconditionFailed(`${PREFIX}If-Modified-Since`);
}
