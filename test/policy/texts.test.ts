import { describe, expect, test } from "vitest";
import { type Decision, denialReason, escapeLiteral, policyCanHold } from "../../src/policy/index.ts";

const denied = (layer: Decision["layer"], reason: Decision["reason"]): Decision => ({
  effect: "Deny",
  reason,
  layer,
  accountsDiffer: false,
});

describe("the reason of a denial", () => {
  test.each([
    ["identity", "because no identity-based policy allows the s3:PutObject action"],
    ["boundary", "because no permissions boundary allows the s3:PutObject action"],
    ["session", "because no session policy allows the s3:PutObject action"],
    ["resource", "because no resource-based policy allows the s3:PutObject action"],
  ] as const)("names the %s layer that does not allow", (layer, expected) => {
    expect(denialReason(denied(layer, "implicit-deny"), "s3:PutObject")).toBe(expected);
  });

  test.each([
    ["identity", "with an explicit deny in an identity-based policy"],
    ["boundary", "with an explicit deny in a permissions boundary"],
    ["session", "with an explicit deny in a session policy"],
    ["resource", "with an explicit deny in a resource-based policy"],
  ] as const)("names the %s layer that denies", (layer, expected) => {
    expect(denialReason(denied(layer, "explicit-deny"), "s3:PutObject")).toBe(expected);
  });

  test("is empty where there is none", () => {
    const allowed: Decision = { effect: "Allow", reason: "allowed", layer: "identity", accountsDiffer: false };
    expect(denialReason(allowed, "s3:PutObject")).toBe("");
  });
});

describe("escaping", () => {
  test("escapes each character once", () => {
    expect(escapeLiteral(`a*b?c$d\${*}`)).toBe(`a\${*}b\${?}c\${$}d\${$}{\${*}}`);
  });
});

describe("what a policy can hold", () => {
  test.each(["", "a/b c.txt", "\t\n\r", "ÿ", "café"])("%j fits", (text) => {
    expect(policyCanHold(text)).toBe(true);
  });

  test.each(["\u0000", "\u001f", "Ā", "日本", "😀", "a\nĀ", "\ud800"])("%j does not", (text) => {
    expect(policyCanHold(text)).toBe(false);
  });
});
