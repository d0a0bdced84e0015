import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LENGTH_LIMITS, type PolicyKind, parsePolicy } from "../../src/policy/index.ts";
import { OPERATORS } from "../../src/policy/operators/index.ts";

const page = readFileSync(new URL("../../docs/reference/policy-language.md", import.meta.url), "utf8");

/** The rows of the table whose first column has that heading, as lists of cells. */
function table(heading: string): readonly (readonly string[])[] {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith("|"));
  const rows = lines.slice(start, end).filter((line) => !line.startsWith("| ---"));
  return rows.map((line) => line.slice(2, -2).split(" | "));
}

/** A statement that has only what its kind must have. */
const SMALLEST: Readonly<Record<PolicyKind, Readonly<Record<string, unknown>>>> = {
  identity: { Effect: "Deny", Action: "s3:GetObject", Resource: "*" },
  boundary: { Effect: "Deny", Action: "s3:GetObject", Resource: "*" },
  session: { Effect: "Deny", Action: "s3:GetObject", Resource: "*" },
  trust: { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" },
  resource: { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "*" },
  scp: { Effect: "Deny", Action: "s3:GetObject", Resource: "*" },
  rcp: { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "*" },
};

/** A value that the element can have wherever it may stand, and the elements that it takes the place of. */
const SAMPLES: Readonly<Record<string, { readonly value: unknown; readonly instead?: string }>> = {
  Version: { value: "2012-10-17" },
  Id: { value: "one" },
  Sid: { value: "one" },
  Effect: { value: "Deny" },
  Principal: { value: "*" },
  NotPrincipal: { value: { AWS: "111122223333" }, instead: "Principal" },
  Action: { value: "sts:AssumeRole" },
  NotAction: { value: "s3:GetObject", instead: "Action" },
  Resource: { value: "*" },
  NotResource: { value: "arn:aws:s3:::b/*", instead: "Resource" },
  Condition: { value: { Bool: { "aws:SecureTransport": "false" } } },
};

function accepts(kind: PolicyKind, element: string): boolean {
  const { value, instead } = SAMPLES[element] as { value: unknown; instead?: string };
  const isTop = element === "Version" || element === "Id";
  const { [instead ?? ""]: _, ...kept } = SMALLEST[kind];
  const statement = isTop ? kept : { ...kept, [element]: value };
  const document = { Version: "2012-10-17", Statement: statement, ...(isTop ? { [element]: value } : {}) };
  try {
    parsePolicy(JSON.stringify(document), kind);
    return true;
  } catch {
    return false;
  }
}

describe("the page of the policy language", () => {
  const [headings = [], ...elements] = table("Element");

  test("has a row for every element and a column for every kind", () => {
    expect(elements.map(([name]) => name)).toEqual(Object.keys(SAMPLES));
    expect([...headings.slice(1)].sort()).toEqual(Object.keys(LENGTH_LIMITS).sort());
  });

  test.each(elements)("says of %s in which kinds of document it may stand", (element, ...cells) => {
    for (const [i, cell] of cells.entries()) {
      const kind = headings[i + 1] as PolicyKind;
      expect(`${kind}: ${accepts(kind, element as string)}`).toBe(`${kind}: ${cell !== "no"}`);
    }
  });

  test("says where `Version` must be 2012-10-17", () => {
    const [, ...cells] = elements.find(([name]) => name === "Version") as string[];
    for (const [i, cell] of cells.entries()) {
      const kind = headings[i + 1] as PolicyKind;
      const document = JSON.stringify({ Version: "2008-10-17", Statement: SMALLEST[kind] });
      const read = (): unknown => parsePolicy(document, kind);
      if (cell === "yes") expect(read).not.toThrow();
      else expect(read).toThrow();
    }
  });

  test("has the limits that are held", () => {
    const group = (count: number): string => count.toLocaleString("en");
    const [, ...rows] = table("Kind");
    const held = Object.entries(LENGTH_LIMITS).map(([kind, { characters, quota, spacesCount }]) => [
      kind,
      group(characters),
      group(quota),
      spacesCount ? "yes" : "no",
    ]);
    expect(rows).toEqual(held);
  });

  test("has every operator, with what it does to variables and to an absent key", () => {
    const [, ...rows] = table("Operator");
    const told = rows.map(([name, , variables, absent]) => ({ name, variables, absent }));
    const declared = [...OPERATORS.values()].map(({ name, allowsVariables, negated, testsAbsence }) => ({
      name,
      variables: allowsVariables ? "yes" : "no",
      absent: testsAbsence ? "holds where it says `true`" : negated ? "holds" : "fails",
    }));
    const sorted = (operators: readonly object[]): string[] => operators.map((one) => JSON.stringify(one)).sort();
    expect(sorted(told)).toEqual(sorted(declared));
  });
});
