import { percentEncode } from "../../../../wire/index.ts";
import type { ContextKeys } from "../context-keys.ts";
import { invalidArgument } from "../errors.ts";

/** The parameters that all object listings have. */
export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string;
  /** As asked for, at most 1,000. */
  readonly maxKeys: number;
  readonly encodingType: "url" | undefined;
}

const MAX_KEYS = 1000;

/** @throws AwsError `InvalidArgument` for an impossible `max-keys` or another encoding than `url`. */
export function readListRequest(query: ReadonlyMap<string, string>): ListRequest {
  const encodingType = query.get("encoding-type");
  if (encodingType !== undefined && encodingType !== "url") {
    throw invalidArgument("Invalid Encoding Method specified in Request", {
      name: "encoding-type",
      value: encodingType,
    });
  }
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxKeys: readMaximum(query, { name: "max-keys", limit: MAX_KEYS }),
    encodingType,
  };
}

/**
 * A page size: absent or empty is the limit, larger is cut to it.
 *
 * @throws AwsError `InvalidArgument` where it is no number from 0 to 2,147,483,647.
 */
export function readMaximum(
  query: ReadonlyMap<string, string>,
  { name, limit }: { readonly name: string; readonly limit: number },
): number {
  const text = query.get(name);
  if (text === undefined || text === "") return limit;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, { name, value: text });
  }
  return Math.min(Number(text), limit);
}

/** What policies see of a listing: only what was sent. */
export function listKeysOf(query: ReadonlyMap<string, string>): ContextKeys {
  return {
    "s3:prefix": query.get("prefix"),
    "s3:delimiter": query.get("delimiter"),
    "s3:max-keys": query.get("max-keys"),
  };
}

/** A key, prefix or delimiter as the answer shows it. A space becomes `+`, which clients expect of S3. */
export function encodeListed(text: string, encodingType: "url" | undefined): string {
  return encodingType === undefined ? text : percentEncode(text, { keepSlash: true }).replaceAll("%20", "+");
}
