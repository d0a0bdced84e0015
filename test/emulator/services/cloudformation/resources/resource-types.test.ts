import { describe, expect, it } from "vitest";
import { RESOURCE_TYPES } from "../../../../../src/emulator/services/cloudformation/resources/index.ts";

describe("the resource types", () => {
  it("have names of their own only where AWS's schema has that property", () => {
    for (const { name, nameProperty, knownProperties, recreation } of RESOURCE_TYPES.values()) {
      if (nameProperty === undefined) continue;
      expect(knownProperties, name).toContain(nameProperty);
      expect(recreation(nameProperty), name).toBe("Always");
    }
  });

  it("can change in place whatever AWS changes so, but for descriptions of single rules", () => {
    const unchangeable = [...RESOURCE_TYPES.values()].filter(({ update, knownProperties, recreation }) => {
      return update === undefined && [...knownProperties].some((property) => recreation(property) !== "Always");
    });
    // EC2 has no UpdateSecurityGroupRuleDescriptionsIngress here.
    expect(unchangeable.map(({ name }) => name)).toEqual([
      "AWS::EC2::SecurityGroupIngress",
      "AWS::EC2::SecurityGroupEgress",
    ]);
  });
});
