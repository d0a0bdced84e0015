import { describe, expect, it } from "vitest";
import { OTHER_STS_NAMES } from "../../../../src/emulator/services/sts/operation-names.ts";
import { sts } from "../../../../src/emulator/services/sts/service.ts";
import { readFidelityPage } from "../iam/fidelity-page.ts";

describe("FIDELITY.md of STS", () => {
  const page = readFidelityPage("sts");

  it("lists exactly the operations of the table, with the errors that they say", () => {
    const expected = [...sts.operations.values()].map(({ name, errors }) => ({ operation: name, errors: [...errors] }));
    const listed = page.rows.map(({ operation, errors }) => ({ operation, errors }));
    const byName = (a: { operation: string }, b: { operation: string }) => (a.operation < b.operation ? -1 : 1);
    expect(listed.sort(byName)).toEqual(expected.sort(byName));
  });

  it("knows two states of an operation that is there", () => {
    expect([...new Set(page.rows.map(({ status }) => status))].sort()).toEqual(["exact", "partial"]);
  });

  it("lists exactly the operations of AWS that are answered with 501", () => {
    expect([...page.absent].sort()).toEqual([...OTHER_STS_NAMES].sort());
  });
});
