import { lintPolicy, openActionTable } from "../../src/lint/index.ts";
import type { PolicyKind } from "../../src/policy/index.ts";

const table = openActionTable();

/** The codes and pointers of what is found in a document. */
export function findingsIn(document: object, kind: PolicyKind = "identity"): string[] {
  const text = JSON.stringify(document, undefined, 2);
  return lintPolicy(text, kind, table).map(({ code, pointer }) => `${code} ${pointer}`);
}

/** A document of version 2012-10-17 with these statements; each is an Allow unless it says otherwise. */
export function policy(...statements: readonly object[]): object {
  return { Version: "2012-10-17", Statement: statements.map((one) => ({ Effect: "Allow", ...one })) };
}
