import { compareUtf8 } from "../../../core/index.ts";
import type { QueryParams } from "../../../wire/index.ts";
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

/** Cuts a page out of a list, by keys that order it. A token is the last key that was given. */
export function cutPage<T>(
  all: readonly T[],
  { after, maxResults }: PageRequest,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly end: { readonly nextToken?: string } } {
  const rest = all
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || compareUtf8(key, after) > 0)
    .sort((a, b) => compareUtf8(a.key, b.key));
  const page = rest.slice(0, maxResults);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    end: last === undefined || rest.length === page.length ? {} : { nextToken: writeToken(last.key) },
  };
}

const MARK = "after:";

function writeToken(key: string): string {
  return Buffer.from(MARK + key).toString("base64");
}

function readToken(token: string): string {
  const bytes = Buffer.from(token, "base64");
  const text = bytes.toString();
  if (!text.startsWith(MARK) || bytes.toString("base64") !== token) {
    throw ec2Errors.coded("InvalidNextToken", "The token is invalid.");
  }
  return text.slice(MARK.length);
}
