import { describe, expect, it } from "vitest";
import { parseTemplate } from "../../../../../src/emulator/services/cloudformation/template/parse.ts";
import { GROUP, worth } from "./scope-of.ts";

const Transform = "AWS::LanguageExtensions";
const Mappings = { M: { a: { x: "there" } } };

describe("what the transform AWS::LanguageExtensions adds", () => {
  const extended = (value: unknown, template: object = {}) => worth(value, { template: { Transform, ...template } });

  it("Fn::Length counts a list", () => {
    expect(extended({ "Fn::Length": ["a", { Ref: "AWS::NoValue" }, "b"] })).toBe(2);
    expect(extended({ "Fn::Length": { "Fn::Split": [",", "a,b,c"] } })).toBe(3);
    expect(() => extended({ "Fn::Length": { Ref: "AWS::Region" } })).toThrow(
      "Transform AWS::LanguageExtensions failed with: Fn::Length layout is incorrect",
    );
    expect(() => extended({ "Fn::Length": "text" })).toThrow("Fn::Length layout is incorrect");
  });

  it("Fn::ToJsonString writes what its functions come to", () => {
    const value = {
      "Fn::ToJsonString": { b: { Ref: "AWS::Region" }, a: [1, true, { "Fn::Join": ["-", ["x", "y"]] }] },
    };
    expect(extended(value)).toBe('{"b":"ap-northeast-1","a":[1,true,"x-y"]}');
    expect(() => extended({ "Fn::ToJsonString": "text" })).toThrow("Fn::ToJsonString layout is incorrect");
  });

  it("Fn::FindInMap has a default", () => {
    const find = (key: string): object => ({
      "Fn::FindInMap": ["M", "a", key, { DefaultValue: { Ref: "AWS::Region" } }],
    });
    expect(extended(find("x"), { Mappings })).toBe("there");
    expect(extended(find("y"), { Mappings })).toBe("ap-northeast-1");
  });

  it.each<[string, unknown, string]>([
    [
      "Fn::Length",
      { "Fn::Length": ["a"] },
      "Encountered unsupported function: Fn::Length Supported functions are: [Fn::Base64,",
    ],
    ["Fn::ToJsonString", { "Fn::ToJsonString": {} }, "Encountered unsupported function: Fn::ToJsonString"],
    [
      "a default",
      { "Fn::FindInMap": ["M", "a", "y", { DefaultValue: "d" }] },
      "every Fn::FindInMap object requires three",
    ],
  ])("%s is refused without it", (_name, value, message) => {
    expect(() => worth(value, { template: { Mappings } })).toThrow(message);
  });

  it("is refused as far as it makes parts of a template", () => {
    const Resources = { "Fn::ForEach::Loop": ["X", ["a"], { "G${X}": GROUP }], G: GROUP };
    expect(() => parseTemplate(JSON.stringify({ Transform, Resources }))).toThrow(
      "Fn::ForEach is not implemented by this emulator",
    );
  });

  it("has short forms", () => {
    const template = parseTemplate(
      `Transform: ${Transform}\nResources: {G: {Type: "AWS::EC2::SecurityGroup"}}\nOutputs: {O: {Value: !Length [a, b]}}`,
    );
    expect(template.outputs.get("O")?.value).toEqual({ "Fn::Length": ["a", "b"] });
  });
});

describe("Fn::GetAZs", () => {
  it("lists the zones of a region, or of the stack's", () => {
    expect(worth({ "Fn::GetAZs": "" })).toEqual(["ap-northeast-1a", "ap-northeast-1b", "ap-northeast-1c"]);
    expect(worth({ "Fn::Select": [1, { "Fn::GetAZs": "eu-west-1" }] })).toBe("eu-west-1b");
    expect(worth({ "Fn::Select": [0, { "Fn::GetAZs": { Ref: "AWS::Region" } }] })).toBe("ap-northeast-1a");
    expect(() => worth({ "Fn::GetAZs": ["x"] })).toThrow("every Fn::GetAZs object must have a String-typed value.");
  });
});

describe("Fn::Cidr", () => {
  it("takes blocks from the beginning of another", () => {
    expect(worth({ "Fn::Cidr": ["10.0.0.0/16", 3, 8] })).toEqual(["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]);
    expect(worth({ "Fn::Cidr": ["192.168.0.0/24", "6", "5"] })).toEqual([
      "192.168.0.0/27",
      "192.168.0.32/27",
      "192.168.0.64/27",
      "192.168.0.96/27",
      "192.168.0.128/27",
      "192.168.0.160/27",
    ]);
    // What lies inside the block does not matter.
    expect(worth({ "Fn::Cidr": ["10.0.5.9/16", 1, 8] })).toEqual(["10.0.0.0/24"]);
    expect(worth({ "Fn::Cidr": ["2001:db8:1234::/56", 3, 64] })).toEqual([
      "2001:db8:1234::/64",
      "2001:db8:1234:1::/64",
      "2001:db8:1234:2::/64",
    ]);
  });

  it.each([
    ["more than there are", ["10.0.0.0/24", 3, 7]],
    ["too many", ["10.0.0.0/8", 257, 4]],
    ["none", ["10.0.0.0/8", 0, 4]],
    ["no block", ["10.0.0/8", 1, 4]],
    ["no number", ["10.0.0.0/8", "x", 4]],
    ["a wider block than there is", ["10.0.0.0/40", 1, 4]],
  ])("refuses %s", (_name, argument) => {
    expect(() => worth({ "Fn::Cidr": argument })).toThrow("Fn::Cidr");
  });
});
