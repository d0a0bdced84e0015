import type { QueryParams } from "../../../wire/index.ts";
import { cutByKey, keyOfToken } from "../../pipeline/key-pages.ts";
import { ec2Errors } from "./errors.ts";

/** Which page of a list was asked for. */
export interface PageRequest {
  /** Only what comes after this key; absent for the first page. */
  readonly after: string | undefined;
  /** Absent where everything is to come at once. */
  readonly maxResults: number | undefined;
}

export interface PageRules {
  /** The least that may be asked for. Default: 5. */
  readonly least?: number;
  /** The most that may be asked for. Default: 1,000. */
  readonly most?: number;
  /** A list of ids, which cannot be given with a size: its name in requests, and in refusals. Default: none. */
  readonly ids?: { readonly parameter: string; readonly shown: string };
}

/**
 * Reads `NextToken` and `MaxResults`.
 *
 * @throws AwsError `InvalidNextToken` where the token was not made here, `InvalidParameterValue`,
 * `InvalidParameterCombination`.
 */
export function readPageRequest(params: QueryParams, rules: PageRules = {}): PageRequest {
  const { least = 5, most = 1000, ids } = rules;
  const maxResults = params.integer("MaxResults");
  const token = params.string("NextToken");
  if (maxResults !== undefined && (maxResults < least || maxResults > most)) {
    throw ec2Errors.invalidValue(String(maxResults), "maxResults", `Expecting a value between ${least} and ${most}.`);
  }
  if (maxResults !== undefined && ids !== undefined && params.list(ids.parameter).length > 0) {
    throw ec2Errors.combination(`The parameter ${ids.shown} cannot be used with the parameter maxResults`);
  }
  return { after: token === undefined || token === "" ? undefined : readToken(token), maxResults };
}

/** Cuts a page out of a list, by keys that order it. */
export function cutPage<T>(
  all: readonly T[],
  { after, maxResults }: PageRequest,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly end: { readonly nextToken?: string } } {
  const { items, token } = cutByKey(all, { after, most: maxResults }, keyOf);
  return { items, end: token === undefined ? {} : { nextToken: token } };
}

function readToken(token: string): string {
  const key = keyOfToken(token);
  if (key === undefined) throw ec2Errors.coded("InvalidNextToken", "The token is invalid.");
  return key;
}
