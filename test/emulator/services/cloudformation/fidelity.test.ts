import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RESOURCE_TYPES } from "../../../../src/emulator/services/cloudformation/resources/index.ts";
import { cloudformation } from "../../../../src/emulator/services/cloudformation/service.ts";
import {
  CONDITION_FUNCTIONS,
  VALUE_FUNCTIONS,
} from "../../../../src/emulator/services/cloudformation/template/intrinsics/index.ts";

const ledger = readFileSync(
  new URL("../../../../src/emulator/services/cloudformation/FIDELITY.md", import.meta.url),
  "utf8",
);

/** The rows of the table below a heading, each as its cells. */
function rows(heading: string): string[][] {
  const section = ledger.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const table = section.split("\n").filter((line) => line.startsWith("| "));
  return table.slice(1).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("the ledger of fidelity", () => {
  it("lists the operations that there are, with their errors", () => {
    expect(rows("Operations").map(([name, errors]) => [name, errors])).toEqual(
      [...cloudformation.operations].map(([name, { errors }]) => [name, errors.join(", ")]),
    );
  });

  it("lists the functions that there are", () => {
    expect(rows("Functions").map(([name]) => name)).toEqual([...VALUE_FUNCTIONS.keys(), ...CONDITION_FUNCTIONS.keys()]);
  });

  it("lists the resource types that there are", () => {
    expect(rows("Resource types").map(([name]) => name)).toEqual([...RESOURCE_TYPES.keys()]);
  });
});
