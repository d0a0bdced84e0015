import { compareUtf8 } from "../../../core/index.ts";
import type { ConstrainedJson } from "../../pipeline/constrained-json.ts";
import { ssmErrors } from "./errors.ts";

/** Which page of a list was asked for. */
export interface PageRequest {
  /** Only what comes after this key; absent for the first page. */
  readonly after: string | undefined;
  readonly maxResults: number;
}

/**
 * Reads `NextToken` and `MaxResults` (from 1; default: as many as are allowed).
 *
 * @throws AwsError `InvalidNextToken` where the token was not made here.
 */
export function readPageRequest(params: ConstrainedJson, most: number): PageRequest {
  const token = params.text("NextToken");
  const maxResults = params.integer("MaxResults", { min: 1, max: most }) ?? most;
  return { after: token === undefined || token === "" ? undefined : readToken(token), maxResults };
}

/** Cuts a page out of a list, by keys that order it. A token is the last key that was given. */
export function cutPage<T>(
  all: readonly T[],
  { after, maxResults }: PageRequest,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly end: { readonly NextToken?: string } } {
  const rest = all
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || compareUtf8(key, after) > 0)
    .sort((a, b) => compareUtf8(a.key, b.key));
  const page = rest.slice(0, maxResults);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    end: last === undefined || rest.length === page.length ? {} : { NextToken: writeToken(last.key) },
  };
}

const MARK = "after:";

function writeToken(key: string): string {
  return Buffer.from(MARK + key).toString("base64");
}

function readToken(token: string): string {
  const bytes = Buffer.from(token, "base64");
  const text = bytes.toString();
  if (!text.startsWith(MARK) || bytes.toString("base64") !== token) throw ssmErrors.badNextToken();
  return text.slice(MARK.length);
}
