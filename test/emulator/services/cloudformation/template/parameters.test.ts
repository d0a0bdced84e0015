import { describe, expect, it } from "vitest";
import {
  type GivenParameter,
  parameterValue,
  resolveParameters,
  type StackParameter,
} from "../../../../../src/emulator/services/cloudformation/template/parameters.ts";
import { parseTemplate } from "../../../../../src/emulator/services/cloudformation/template/parse.ts";
import { GROUP } from "./scope-of.ts";

const STORE = new Map([["/public/image", "ami-1"]]);

function resolve(definition: object, given: readonly GivenParameter[]): readonly StackParameter[] {
  const template = parseTemplate(JSON.stringify({ Parameters: { P: definition }, Resources: { R: GROUP } }));
  return resolveParameters(template, given, () => STORE);
}

function value(definition: object, text: string): string | readonly string[] {
  const template = parseTemplate(JSON.stringify({ Parameters: { P: definition }, Resources: { R: GROUP } }));
  const [parameter] = resolve(definition, [{ key: "P", value: text }]);
  const read = template.parameters.get("P");
  if (parameter === undefined || read === undefined) throw new Error("there is no parameter");
  return parameterValue(read, parameter);
}

describe("parameters that are taken", () => {
  it.each<[string, object, string, unknown]>([
    ["a text", { Type: "String" }, "a,b", "a,b"],
    ["an empty text", { Type: "String" }, "", ""],
    ["a number, as its text", { Type: "Number", MinValue: 1, MaxValue: "10" }, "1", "1"],
    ["a list", { Type: "CommaDelimitedList" }, "a, b ,c", ["a", "b", "c"]],
    ["an empty list", { Type: "CommaDelimitedList" }, "", []],
    ["numbers", { Type: "List<Number>" }, "1,2", ["1", "2"]],
    ["a key pair's name, which is looked up later", { Type: "AWS::EC2::KeyPair::KeyName" }, "k", "k"],
    [
      "what a stored name stands for",
      { Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>" },
      "/public/image",
      "ami-1",
    ],
    ["one of the allowed values", { Type: "String", AllowedValues: ["a", 1] }, "1", "1"],
    ["each entry that is allowed", { Type: "CommaDelimitedList", AllowedValues: ["a", "b"] }, "b,a", ["b", "a"]],
    ["a value of the pattern", { Type: "String", AllowedPattern: "a|bc" }, "bc", "bc"],
  ])("%s", (_what, definition, text, expected) => {
    expect(value(definition, text)).toEqual(expected);
  });

  it("takes the default where none is given", () => {
    expect(resolve({ Type: "Number", Default: 7 }, [])).toEqual([{ key: "P", value: "7", noEcho: false }]);
  });

  it("keeps the name that a stored value was found by", () => {
    const type = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>";
    expect(resolve({ Type: type, Default: "/public/image" }, [])).toEqual([
      { key: "P", value: "/public/image", resolvedValue: "ami-1", noEcho: false },
    ]);
  });
});

describe("parameters that are refused", () => {
  it.each<[string, object, string, string]>([
    ["no number", { Type: "Number" }, "1e3", "Parameter 'P' must be a number."],
    ["too small", { Type: "Number", MinValue: 2 }, "1", "Parameter 'P' must be a number not less than 2"],
    ["too great", { Type: "Number", MaxValue: 2 }, "3", "Parameter 'P' must be a number not greater than 2"],
    ["too short", { Type: "String", MinLength: 2 }, "a", "Parameter 'P' must contain at least 2 characters"],
    ["too long", { Type: "String", MaxLength: 2 }, "abc", "Parameter 'P' must contain at most 2 characters"],
    ["not allowed", { Type: "String", AllowedValues: ["a"] }, "b", "Parameter 'P' must be one of AllowedValues"],
    [
      "one entry not allowed",
      { Type: "CommaDelimitedList", AllowedValues: ["a"] },
      "a,b",
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      "only the beginning of the pattern",
      { Type: "String", AllowedPattern: "a|b" },
      "ab",
      "Parameter 'P' must match pattern a|b",
    ],
    [
      "the pattern and a line more",
      { Type: "String", AllowedPattern: "a" },
      "a\n",
      "Parameter 'P' must match pattern a",
    ],
    [
      "what a pattern would try for ever",
      { Type: "String", AllowedPattern: "(a+)+b" },
      "a".repeat(60),
      "Parameter 'P' must match pattern (a+)+b",
    ],
    [
      "words of the template's own",
      { Type: "String", MaxLength: 1, ConstraintDescription: "one letter" },
      "ab",
      "Parameter 'P' failed to satisfy constraint: one letter",
    ],
    ["over 4,096 bytes", { Type: "String" }, "x".repeat(4097), "Parameter 'P' must contain at most 4096 bytes"],
    [
      "an unknown stored name",
      { Type: "AWS::SSM::Parameter::Value<String>" },
      "/x",
      "Unable to fetch parameters [/x] from parameter store for this account.",
    ],
  ])("%s", (_what, definition, text, message) => {
    expect(() => resolve(definition, [{ key: "P", value: text }])).toThrow(message);
  });

  it("refuses a missing value", () => {
    expect(() => resolve({ Type: "String" }, [])).toThrow("Parameters: [P] must have values");
  });

  it("refuses a parameter that the template has not", () => {
    expect(() => resolve({ Type: "String", Default: "" }, [{ key: "X", value: "" }])).toThrow(
      "Parameters: [X] do not exist in the template",
    );
  });

  it("refuses the previous value of a stack that is new", () => {
    expect(() => resolve({ Type: "String" }, [{ key: "P", value: undefined }])).toThrow(
      "Cannot specify usePreviousValue as true for a parameter key not in the previous template",
    );
  });

  it("refuses a value that is given twice", () => {
    const given = [
      { key: "P", value: "a" },
      { key: "P", value: "b" },
    ];
    expect(() => resolve({ Type: "String" }, given)).toThrow("Parameter 'P' must not be given more than once");
  });
});
