import { describe, expect, it } from "vitest";
import { parseTemplate } from "../../../../../src/emulator/services/cloudformation/template/parse.ts";
import { checkRules } from "../../../../../src/emulator/services/cloudformation/template/rules.ts";
import { GROUP, scopeOf } from "./scope-of.ts";

const Parameters = { P: { Type: "String", Default: "a" }, L: { Type: "CommaDelimitedList", Default: "a,b" } };

function check(Assert: unknown, rule: object = {}, parameters: Readonly<Record<string, string>> = {}): void {
  const template = { Parameters, Rules: { R: { Assertions: [{ Assert, AssertDescription: "because" }], ...rule } } };
  const { rules } = parseTemplate(JSON.stringify({ ...template, Resources: { G: GROUP } }));
  checkRules(rules, scopeOf({ template, parameters }));
}

describe("rules", () => {
  it.each<[string, unknown, boolean]>([
    ["Fn::Equals", { "Fn::Equals": [{ Ref: "P" }, "a"] }, true],
    ["Fn::Equals of others", { "Fn::Equals": [{ Ref: "P" }, "b"] }, false],
    ["Fn::Not", { "Fn::Not": [{ "Fn::Equals": [{ Ref: "P" }, "b"] }] }, true],
    ["Fn::And", { "Fn::And": [{ "Fn::Equals": ["x", "x"] }, { "Fn::Equals": ["x", "y"] }] }, false],
    ["Fn::Or", { "Fn::Or": [{ "Fn::Equals": ["x", "x"] }, { "Fn::Equals": ["x", "y"] }] }, true],
    ["Fn::Contains", { "Fn::Contains": [["1", "a"], { Ref: "P" }] }, true],
    ["Fn::Contains without it", { "Fn::Contains": [["1", "2"], { Ref: "P" }] }, false],
    ["Fn::EachMemberEquals", { "Fn::EachMemberEquals": [{ Ref: "L" }, "a"] }, false],
    ["Fn::EachMemberIn", { "Fn::EachMemberIn": [{ Ref: "L" }, ["b", "a", "c"]] }, true],
    ["Fn::EachMemberIn without one", { "Fn::EachMemberIn": [{ Ref: "L" }, ["a"]] }, false],
  ])("%s", (_name, assertion, holds) => {
    if (holds) expect(() => check(assertion)).not.toThrow();
    else expect(() => check(assertion)).toThrow("Rule R failed: because");
  });

  it("count only under their condition", () => {
    const never = { "Fn::Equals": ["a", "b"] };
    const RuleCondition = { "Fn::Equals": [{ Ref: "P" }, "strict"] };
    expect(() => check(never, { RuleCondition })).not.toThrow();
    expect(() => check(never, { RuleCondition }, { P: "strict" })).toThrow("Rule R failed: because");
  });

  it("with functions that the emulator has not are refused, and never taken for kept", () => {
    expect(() => check({ "Fn::ValueOf": ["P", "x"] })).toThrow("the function Fn::ValueOf of a rule is not implemented");
    expect(() => check("true")).toThrow("not implemented");
    expect(() => check({}, { Assertions: "x" })).toThrow("Rule R must have a list of Assertions.");
    expect(() => check({}, { Assertions: [{}] })).toThrow("Every Assertions member must contain an Assert.");
    expect(() => check({}, { Assert: "x" })).toThrow("Invalid template rule property 'Assert'");
  });
});
