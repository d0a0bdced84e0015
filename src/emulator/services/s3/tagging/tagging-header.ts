import { type AwsError, decodeQuery, header, UrlFormatError } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Tag } from "../../../state/identities.ts";
import { invalidArgument } from "../errors.ts";
import { checkTags, sortedTags } from "./tags.ts";

const NAME = "x-amz-tagging";
const MESSAGE =
  "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";

/**
 * Reads the tags that an upload names in its `x-amz-tagging` header, written like a query.
 *
 * @returns `undefined` where the header was not sent; that an empty one was sent asks for the permission all the same.
 * @throws AwsError `InvalidArgument` where it cannot be read; `InvalidTag`, `BadRequest`.
 */
export function readTaggingHeader({ head }: ServiceRequest): readonly Tag[] | undefined {
  const text = header(head, NAME);
  if (text === undefined) return undefined;
  const tags = readPairs(text);
  const keys = new Set(tags.map(({ key }) => key));
  // A value that ran on over a comma: the client took the header for a list.
  if (keys.size !== tags.length || tags.some(({ value }) => value.includes(","))) throw unreadable(text);
  checkTags(tags, "object");
  return sortedTags(tags);
}

function readPairs(text: string): readonly Tag[] {
  try {
    return decodeQuery(text).map(([key, value]) => ({ key, value }));
  } catch (error) {
    if (error instanceof UrlFormatError) throw unreadable(text);
    throw error;
  }
}

function unreadable(value: string): AwsError {
  return invalidArgument(MESSAGE, { name: NAME, value });
}
