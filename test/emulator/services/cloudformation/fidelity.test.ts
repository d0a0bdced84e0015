import { describe, expect, it } from "vitest";
import { RESOURCE_TYPES } from "../../../../src/emulator/services/cloudformation/resources/index.ts";
import {
  CONDITION_FUNCTIONS,
  VALUE_FUNCTIONS,
} from "../../../../src/emulator/services/cloudformation/template/intrinsics/index.ts";
import { readFidelityPage } from "../fidelity-page.ts";

describe("FIDELITY.md of CloudFormation's templates", () => {
  const page = readFidelityPage("cloudformation");

  it("lists the functions that there are", () => {
    expect(page.rows("Functions").map(([name]) => name)).toEqual([
      ...VALUE_FUNCTIONS.keys(),
      ...CONDITION_FUNCTIONS.keys(),
    ]);
  });

  it("lists the resource types that there are", () => {
    expect(page.rows("Resource types").map(([name]) => name)).toEqual([...RESOURCE_TYPES.keys()]);
  });
});
