import type { ConstrainedJson } from "../../pipeline/constrained-json.ts";
import { cutByKey, keyOfToken } from "../../pipeline/key-pages.ts";
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

/** Cuts a page out of a list, by keys that order it. */
export function cutPage<T>(
  all: readonly T[],
  { after, maxResults }: PageRequest,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly end: { readonly NextToken?: string } } {
  const { items, token } = cutByKey(all, { after, most: maxResults }, keyOf);
  return { items, end: token === undefined ? {} : { NextToken: token } };
}

function readToken(token: string): string {
  const key = keyOfToken(token);
  if (key === undefined) throw ssmErrors.badNextToken();
  return key;
}
