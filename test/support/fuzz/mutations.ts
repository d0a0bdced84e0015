import fc from "fast-check";
import { HEADER_NAMES, ODD_TEXTS, PARAMETER_NAMES, type PlainRequest } from "./requests.ts";

/** A change of one piece of a request, as data, so that a failure can be printed and made smaller. */
export interface FieldMutation {
  readonly kind: (typeof KINDS)[number];
  /** Which of several. */
  readonly pick: number;
  readonly name: string;
  readonly text: string;
}

const KINDS = [
  "method",
  "path",
  "path-end",
  "query-name",
  "query-value",
  "query-add",
  "query-drop",
  "header-name",
  "header-value",
  "header-end",
  "header-add",
  "header-twice",
  "header-drop",
  "body",
  "body-end",
  "body-value",
] as const;

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "PROPFIND", "M-SEARCH"];

/** Characters as one byte each. */
const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 1, arbitrary: latin1 },
  { weight: 1, arbitrary: fc.string() },
);

export const fieldMutation: fc.Arbitrary<FieldMutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  pick: fc.nat(20),
  name: fc.constantFrom(...HEADER_NAMES, ...PARAMETER_NAMES),
  text: oddText,
});

type Pairs = PlainRequest["headers"];

/** Applies one change. */
export function mutate(request: PlainRequest, { kind, pick, name, text }: FieldMutation): PlainRequest {
  const { query, headers, body } = request;
  switch (kind) {
    case "method":
      return { ...request, method: METHODS[pick % METHODS.length] as string };
    case "path":
      return { ...request, path: `/${text}` };
    case "path-end":
      return { ...request, path: request.path + text };
    case "query-name":
      return { ...request, query: change(query, pick, ([, value]) => [text, value]) };
    case "query-value":
      return { ...request, query: change(query, pick, ([key]) => [key, text]) };
    case "query-add":
      return { ...request, query: [...query, [name, text]] };
    case "query-drop":
      return { ...request, query: drop(query, pick) };
    case "header-name":
      return { ...request, headers: change(headers, pick, ([, value]) => [name, value]) };
    case "header-value":
      return { ...request, headers: change(headers, pick, ([key]) => [key, text]) };
    case "header-end":
      return { ...request, headers: change(headers, pick, ([key, value]) => [key, value + text]) };
    case "header-add":
      return { ...request, headers: [...headers, [name, text]] };
    case "header-twice":
      return { ...request, headers: [...headers, ...headers.slice(pick % (headers.length + 1)).slice(0, 1)] };
    case "header-drop":
      return { ...request, headers: drop(headers, pick) };
    case "body":
      return { ...request, body: text };
    case "body-end":
      return { ...request, body: body + text };
    case "body-value":
      return { ...request, body: body.replace(/=[^&]*/, `=${text}`) };
  }
}

function change(pairs: Pairs, pick: number, by: (pair: readonly [string, string]) => readonly [string, string]): Pairs {
  const chosen = pick % (pairs.length || 1);
  return pairs.map((pair, i) => (i === chosen ? by(pair) : pair));
}

function drop(pairs: Pairs, pick: number): Pairs {
  const chosen = pick % (pairs.length || 1);
  return pairs.filter((_, i) => i !== chosen);
}

/** A change of the bytes as they go out. */
export interface ByteMutation {
  readonly kind: "flip" | "cut" | "insert" | "repeat" | "end";
  /** Where, as a part of the whole in 1/65,536. */
  readonly at: number;
  readonly size: number;
  readonly text: string;
}

export const byteMutation: fc.Arbitrary<ByteMutation> = fc.record({
  kind: fc.constantFrom("flip", "cut", "insert", "repeat", "end"),
  at: fc.nat(65_535),
  size: fc.integer({ min: 1, max: 64 }),
  text: oddText,
});

/** Applies one change to bytes, written as one character each. */
export function mutateBytes(bytes: string, { kind, at, size, text }: ByteMutation): string {
  const index = Math.floor((at / 65_536) * bytes.length);
  const [before, after] = [bytes.slice(0, index), bytes.slice(index)];
  switch (kind) {
    case "flip":
      return before + String.fromCharCode(after.charCodeAt(0) ^ size) + after.slice(1);
    case "cut":
      return before + after.slice(size);
    case "insert":
      return before + text + after;
    case "repeat":
      return before + after.slice(0, size) + after;
    case "end":
      return before;
  }
}
