// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub.
import { describe, expect, it } from "vitest";
import { NO_VALUE } from "../../../../../src/emulator/services/cloudformation/template/intrinsics/intrinsic.ts";
import { GROUP, scopeOf, worth } from "./scope-of.ts";

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const R = { physicalId: "made", attributes: { Arn: "arn:made", "Sub.Name": "dotted" } };
const withR = { template: { Resources: { R: GROUP } }, resources: { R } };
const mapping = { Mappings: { M: { top: { text: "found", list: ["a", "b"] } } } };

describe("the functions of properties", () => {
  it.each<[string, unknown, unknown, object?]>([
    ["Ref gives what a resource is known by", { Ref: "R" }, "made", withR],
    ["GetAtt gives an attribute", { "Fn::GetAtt": ["R", "Arn"] }, "arn:made", withR],
    ["GetAtt takes an attribute with a dot", { "Fn::GetAtt": ["R", "Sub.Name"] }, "dotted", withR],
    ["GetAtt takes both in one text", { "Fn::GetAtt": "R.Arn" }, "arn:made", withR],
    ["Join puts the delimiter between", { "Fn::Join": ["-", ["a", 1, true]] }, "a-1-true"],
    ["Join of nothing is empty", { "Fn::Join": ["-", []] }, ""],
    ["Join leaves out what has no value", { "Fn::Join": [",", ["a", { Ref: "AWS::NoValue" }, "b"]] }, "a,b"],
    ["Split divides", { "Fn::Split": ["|", "a||b"] }, ["a", "", "b"]],
    ["Select counts from 0", { "Fn::Select": ["1", ["a", "b"]] }, "b"],
    ["Select takes the list of a function", { "Fn::Select": [0, { "Fn::Split": [",", "a,b"] }] }, "a"],
    ["Base64 encodes UTF-8", { "Fn::Base64": "é" }, "w6k="],
    ["FindInMap finds a text", { "Fn::FindInMap": ["M", "top", "text"] }, "found", { template: mapping }],
    ["FindInMap finds a list", { "Fn::FindInMap": ["M", "top", "list"] }, ["a", "b"], { template: mapping }],
    [
      "a policy's Condition is no function",
      { Condition: { Bool: { a: "true" } } },
      { Condition: { Bool: { a: "true" } } },
    ],
  ])("%s", (_what, value, expected, input) => {
    expect(plain(worth(value, input))).toEqual(expected);
  });

  it("leaves members and entries without value out, at any depth", () => {
    const none = { Ref: "AWS::NoValue" };
    expect(plain(worth({ a: none, b: [none, 1, { c: none }] }))).toEqual({ b: [1, {}] });
    expect(worth(none)).toBe(NO_VALUE);
  });

  it.each([
    ["AWS::AccountId", "111111111111"],
    ["AWS::Partition", "aws"],
    ["AWS::Region", "ap-northeast-1"],
    ["AWS::StackId", "arn:aws:cloudformation:ap-northeast-1:111111111111:stack/s/0000"],
    ["AWS::StackName", "s"],
    ["AWS::URLSuffix", "amazonaws.com"],
  ])("%s is a pseudo parameter", (name, value) => {
    expect(worth({ Ref: name })).toBe(value);
    expect(worth({ "Fn::Sub": `\${${name}}` })).toBe(value);
  });
});

describe("Fn::Sub", () => {
  it.each([
    ["${R}/${R.Arn}", "made/arn:made"],
    ["${!R} and ${!Anything-at all}", "${R} and ${Anything-at all}"],
    ["$R $$ $(date) $((1 + 2)) {R}", "$R $$ $(date) $((1 + 2)) {R}"],
    ["${ R }", "made"],
    ["${a{b}", "${a{b}"],
    ["${R.Sub.Name}", "dotted"],
  ])("turns %s into %s", (text, expected) => {
    expect(worth({ "Fn::Sub": text }, withR)).toBe(expected);
  });

  it("puts its own variables before the template's names", () => {
    const value = { "Fn::Sub": ["${R} ${own}", { R: "mine", own: { Ref: "AWS::Region" } }] };
    expect(worth(value, withR)).toBe("mine ap-northeast-1");
  });

  it("does not read what it puts in once more", () => {
    expect(worth({ "Fn::Sub": ["${a}", { a: "${R}" }] }, withR)).toBe("${R}");
  });

  it.each(["${}", "${a b}", "${X:-default}"])("refuses %s, which is the shell's and not its own", (text) => {
    expect(() => worth({ "Fn::Sub": text })).toThrow("variable names in Fn::Sub syntax must contain only");
  });
});

describe("Fn::If", () => {
  const template = {
    Parameters: { P: { Type: "String" } },
    Conditions: { IsYes: { "Fn::Equals": [{ Ref: "P" }, "yes"] } },
  };
  const value = { "Fn::If": ["IsYes", "then", { "Fn::Select": [5, ["too", "short"]] }] };

  it("never works out the branch that does not stand", () => {
    expect(worth(value, { template, parameters: { P: "yes" } })).toBe("then");
    expect(() => worth(value, { template, parameters: { P: "no" } })).toThrow("nonexistent value at index 5");
  });
});

describe("conditions", () => {
  const conditions = {
    Yes: { "Fn::Equals": ["a", "a"] },
    No: { "Fn::Equals": ["a", "A"] },
    Numbers: { "Fn::Equals": [1, "1"] },
    And: { "Fn::And": [{ Condition: "Yes" }, { Condition: "No" }] },
    Or: { "Fn::Or": [{ Condition: "No" }, { "Fn::Not": [{ Condition: "No" }] }] },
    Not: { "Fn::Not": [{ "Fn::And": [{ Condition: "Yes" }, { Condition: "Or" }] }] },
    Alias: { Condition: "Yes" },
    Mapped: { "Fn::Equals": [{ "Fn::FindInMap": ["M", "top", "text"] }, "found"] },
  };
  const scope = scopeOf({ template: { ...mapping, Conditions: conditions } });

  it.each([
    ["Yes", true],
    ["No", false],
    ["Numbers", true],
    ["And", false],
    ["Or", true],
    ["Not", false],
    ["Alias", true],
    ["Mapped", true],
  ])("%s is %s", (name, holds) => {
    expect(scope.condition(name)).toBe(holds);
  });
});

describe("parameters that are not to be shown", () => {
  it("have asterisks in the masked scope, and only there", () => {
    const template = { Parameters: { P: { Type: "String", NoEcho: true } } };
    const scope = scopeOf({ template, parameters: { P: "secret" } });
    expect(scope.ref("P")).toBe("secret");
    expect(scope.masked().ref("P")).toBe("****");
  });
});
