import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ec2 } from "../../../../src/emulator/services/ec2/service.ts";

const LEDGER = new URL("../../../../src/emulator/services/ec2/FIDELITY.md", import.meta.url);

describe("EC2's FIDELITY.md", () => {
  it("has a row for each operation with exactly the codes that it answers", () => {
    const rows = readFileSync(LEDGER, "utf8").matchAll(/^\| ([A-Z]\w+) +\| ([\w., ]+) \|/gm);
    const told = [...rows]
      .filter(([, name]) => name !== "Operation")
      .map(([, name, codes = ""]) => [name, codes.trim().split(", ")]);
    const real = [...ec2.operations.values()].map(({ name, errors }) => [name, [...errors].sort()]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(real));
    expect(told).toHaveLength(ec2.operations.size);
  });
});
