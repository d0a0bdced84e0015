import { offsetOf, placeAt, skipSpace, type TextPlace, valueEnd } from "./locate.ts";

/** A stretch of a text; the end is the place after its last character. */
export interface TextSpan {
  readonly start: TextPlace;
  readonly end: TextPlace;
}

/**
 * Where the statements of a policy document stand, in their order, as AWS's policy simulator tells it: its reader has
 * taken the bracket or the statement before, so that a statement begins right behind that, white space and comma
 * included. A lone statement, which is in no list, begins behind its own brace.
 *
 * @param text - a document that `parsePolicy` accepts.
 */
export function statementSpans(text: string): readonly TextSpan[] {
  const at = offsetOf(text, "/Statement");
  const span = (start: number, end: number): TextSpan => ({ start: placeAt(text, start), end: placeAt(text, end) });
  if (text[at] === "{") return [span(at + 1, valueEnd(text, at))];
  const spans: TextSpan[] = [];
  let start = at + 1;
  let next = skipSpace(text, start);
  while (text[next] === "{") {
    const end = valueEnd(text, next);
    spans.push(span(start, end));
    start = end;
    // Over the comma; what follows the last statement is no brace.
    next = skipSpace(text, skipSpace(text, end) + 1);
  }
  return spans;
}
