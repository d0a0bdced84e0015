import { compareUtf8 } from "../../core/index.ts";

/** Where a page begins and how long it is. */
export interface KeyPageRequest {
  /** Only what comes after this key; absent for the first page. */
  readonly after: string | undefined;
  /** How many items at most; absent where everything is to come at once. */
  readonly most: number | undefined;
}

/** A part of a list. */
export interface KeyPage<T> {
  readonly items: readonly T[];
  /** To ask for the next part with; absent after the last. Opaque to clients. */
  readonly token: string | undefined;
}

const MARK = "after:";

/**
 * Cuts a page out of a list, by keys that order it. A token is the last key that was given, so that a page goes on at the right
 * place whatever was made or deleted meanwhile.
 */
export function cutByKey<T>(
  all: readonly T[],
  { after, most }: KeyPageRequest,
  keyOf: (item: T) => string,
): KeyPage<T> {
  const rest = all
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || compareUtf8(key, after) > 0)
    .sort((a, b) => compareUtf8(a.key, b.key));
  const page = rest.slice(0, most);
  const last = page.at(-1);
  const isLast = last === undefined || rest.length === page.length;
  return {
    items: page.map(({ item }) => item),
    token: isLast ? undefined : Buffer.from(MARK + last.key).toString("base64"),
  };
}

/** The key that a token of {@link cutByKey} stands for; `undefined` where it was not made there. */
export function keyOfToken(token: string): string | undefined {
  const bytes = Buffer.from(token, "base64");
  const text = bytes.toString();
  return text.startsWith(MARK) && bytes.toString("base64") === token ? text.slice(MARK.length) : undefined;
}
