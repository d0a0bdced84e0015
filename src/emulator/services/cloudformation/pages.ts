import { validationError } from "./errors.ts";

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** To ask for the next part with; absent after the last. */
  readonly nextToken?: string;
}

const PAGE_SIZE = 100;

/** A page of a list whose entries have ids: the token names the entry that the next page begins with. */
export function pageOf<T>(items: readonly T[], idOf: (item: T) => string, token: string | undefined): Page<T> {
  const first = token === undefined ? undefined : readToken(token);
  const start = first === undefined ? 0 : items.findIndex((item) => idOf(item) === first);
  if (start < 0) throw invalidToken();
  const next = items[start + PAGE_SIZE];
  return {
    items: items.slice(start, start + PAGE_SIZE),
    ...(next === undefined ? {} : { nextToken: writeToken(idOf(next)) }),
  };
}

/** Tokens are opaque to clients. */
export function writeToken(position: string): string {
  return Buffer.from(position).toString("base64url");
}

/** @throws AwsError `ValidationError` where the token was not made by {@link writeToken}. */
export function readToken(token: string): string {
  const position = Buffer.from(token, "base64url").toString();
  if (position === "" || writeToken(position) !== token) throw invalidToken();
  return position;
}

export function invalidToken(): Error {
  return validationError("Invalid NextToken");
}
