import { describe, expect, it } from "vitest";
import { OTHER_IAM_NAMES } from "../../../../src/emulator/services/iam/operation-names.ts";
import { iam } from "../../../../src/emulator/services/iam/service.ts";
import { readFidelityPage } from "./fidelity-page.ts";

describe("FIDELITY.md of IAM", () => {
  const page = readFidelityPage("iam");

  it("lists exactly the operations of the table, with the errors that they say", () => {
    const expected = [...iam.operations.values()].map(({ name, errors }) => ({ operation: name, errors: [...errors] }));
    const listed = page.rows.map(({ operation, errors }) => ({ operation, errors }));
    const byName = (a: { operation: string }, b: { operation: string }) => (a.operation < b.operation ? -1 : 1);
    expect(listed.sort(byName)).toEqual(expected.sort(byName));
  });

  it("knows two states of an operation that is there", () => {
    expect([...new Set(page.rows.map(({ status }) => status))].sort()).toEqual(["exact", "partial"]);
  });

  it("lists exactly the operations of AWS that are answered with 501", () => {
    expect([...page.absent].sort()).toEqual([...OTHER_IAM_NAMES].sort());
  });
});
