// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub.
import { describe, expect, it } from "vitest";
import { parseTemplate } from "../../../../../src/emulator/services/cloudformation/template/parse.ts";
import { GROUP } from "./scope-of.ts";

const withValue = (value: unknown): object => ({ Resources: { R: GROUP }, Outputs: { O: { Value: value } } });
const withCondition = (condition: unknown): object => ({ Conditions: { C: condition }, Resources: { R: GROUP } });
const withResource = (rest: object): object => ({ Resources: { R: { ...GROUP, ...rest } } });
const withParameter = (definition: object): object => ({ Parameters: { P: definition }, Resources: { R: GROUP } });
const many = (count: number, value: unknown): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, value]));

const CASES: readonly (readonly [what: string, template: object | string, message: string])[] = [
  ["no text of a template", "hello", "Template format error: unsupported structure."],
  ["broken JSON", '{"Resources": {,}}', "Template format error: JSON not well-formed. (line 1, column 16)"],
  ["broken YAML", "Resources:\n  - a\n b: c", "Template format error: YAML not well-formed. (line 3, column 1)"],
  ["an unknown section", { Resource: {} }, "Invalid template property or properties [Resource]"],
  [
    "another format version",
    { AWSTemplateFormatVersion: "2011-01-01", Resources: { R: GROUP } },
    'Template format error: Template format version "2011-01-01" is unsupported.',
  ],
  [
    "a long description",
    { Description: "x".repeat(1025), Resources: { R: GROUP } },
    "Template format error: 'Description' length is greater than 1024.",
  ],
  ["no resources", { Resources: {} }, "Template format error: At least one Resources member must be defined."],
  [
    "no Resources section",
    { Description: "d" },
    "Template format error: At least one Resources member must be defined.",
  ],
  [
    "a resource that is no object",
    { Resources: { R: "x" } },
    "Template format error: Any Resources member must be an object.",
  ],
  [
    "a resource without type",
    { Resources: { R: { Properties: {} } } },
    "Template format error: [/Resources/R] Every Resources object must contain a Type member.",
  ],
  [
    "a resource name with a dash",
    { Resources: { "R-1": GROUP } },
    "Template format error: Resource name R-1 is non alphanumeric.",
  ],
  [
    "a misspelt attribute of a resource",
    withResource({ Propertys: {} }),
    "Invalid template resource property 'Propertys'",
  ],
  [
    "too many resources",
    { Resources: many(501, GROUP) },
    "Template format error: Number of resources, 501, is greater than maximum allowed, 500",
  ],
  [
    "a snapshot of what has none",
    withResource({ DeletionPolicy: "Snapshot" }),
    "Template error: resource type AWS::EC2::SecurityGroup does not support deletion policy Snapshot",
  ],
  [
    "an unknown deletion policy",
    withResource({ DeletionPolicy: "Keep" }),
    'Template format error: Unrecognized DeletionPolicy "Keep" for resource AWS::EC2::SecurityGroup',
  ],
  [
    "DependsOn of nothing",
    withResource({ DependsOn: "X" }),
    "Template format error: Unresolved resource dependencies [X] in the Resources block of the template",
  ],
  [
    "Ref to nothing",
    withResource({ Properties: { GroupDescription: { Ref: "X" } } }),
    "Template format error: Unresolved resource dependencies [X] in the Resources block of the template",
  ],
  [
    "Sub of nothing",
    withResource({ Properties: { GroupDescription: { "Fn::Sub": "${X.Arn} ${Y}" } } }),
    "Template format error: Unresolved resource dependencies [X, Y] in the Resources block of the template",
  ],
  [
    "a resource's unknown condition",
    withResource({ Condition: "X" }),
    "Template format error: Unresolved condition dependency X in the Resources block of the template",
  ],
  [
    "an output that refers to nothing",
    withValue({ Ref: "X" }),
    "Unresolved resource dependencies [X] in the Outputs block of the template",
  ],
  [
    "an output without value",
    { Resources: { R: GROUP }, Outputs: { O: {} } },
    "Template format error: Every Outputs member must contain a Value object",
  ],
  ["a null", withValue(null), "[/Outputs/O/Value] 'null' values are not allowed in templates"],
  [
    "a parameter name with a dash",
    { Parameters: { "P-1": { Type: "String" } }, Resources: { R: GROUP } },
    "Template format error: Parameter name P-1 is non alphanumeric.",
  ],
  [
    "a parameter without type",
    withParameter({}),
    "Template format error: Every Parameters object must contain a Type member.",
  ],
  [
    "an unknown parameter type",
    withParameter({ Type: "Text" }),
    "Template format error: Unrecognized parameter type: Text",
  ],
  [
    "an unknown attribute of a parameter",
    withParameter({ Type: "String", Values: [] }),
    "Invalid template parameter property 'Values'",
  ],
  [
    "a pattern that JavaScript reads otherwise than Java",
    withParameter({ Type: "String", AllowedPattern: "\\p{L}+" }),
    "Template format error: AllowedPattern \\p{L}+ is not a regular expression that this emulator can read.",
  ],
  [
    "a parameter called like a resource",
    { Parameters: { R: { Type: "String" } }, Resources: { R: GROUP } },
    "Template format error: Duplicate name R in the Parameters and Resources blocks of the template",
  ],
  [
    "a mapping that is no map",
    { Mappings: { M: "x" }, Resources: { R: GROUP } },
    "Template format error: Every Mappings member M must be a map",
  ],
  [
    "a mapping of one level",
    { Mappings: { M: { K: "x" } }, Resources: { R: GROUP } },
    "Template format error: Every Mappings member K must be a map",
  ],
  [
    "a mapping of three levels",
    { Mappings: { M: { K: { A: { B: "x" } } } }, Resources: { R: GROUP } },
    "Template format error: Every Mappings attribute must be a String or a List.",
  ],
  ["Ref of a list", withValue({ Ref: ["R"] }), "Template error: every Ref object must have a single String value."],
  [
    "GetAtt of one part",
    withValue({ "Fn::GetAtt": ["R"] }),
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
  ],
  [
    "Join of a text",
    withValue({ "Fn::Join": ["", "a"] }),
    "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined",
  ],
  [
    "Select of one part",
    withValue({ "Fn::Select": ["0"] }),
    "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
  ],
  [
    "Split of one part",
    withValue({ "Fn::Split": [","] }),
    "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
  ],
  [
    "Sub of a list",
    withValue({ "Fn::Sub": ["a"] }),
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments.",
  ],
  [
    "FindInMap of two parts",
    withValue({ "Fn::FindInMap": ["M", "K"] }),
    "Template error: every Fn::FindInMap object requires three parameters",
  ],
  [
    "Base64 of a list",
    withValue({ "Fn::Base64": ["a"] }),
    "Template error: every Fn::Base64 object must have a String-typed value.",
  ],
  [
    "If of an unknown condition",
    withValue({ "Fn::If": ["C", "a", "b"] }),
    "Template error: unresolved condition dependency C in Fn::If",
  ],
  [
    "a function that there is none of",
    withValue({ "Fn::Transform": { Name: "AWS::Include" } }),
    "Template error: Encountered unsupported function: Fn::Transform Supported functions are: [Fn::Base64, Fn::GetAtt,",
  ],
  [
    "a condition's function outside of conditions",
    withValue({ "Fn::Equals": ["a", "a"] }),
    "Template error: Encountered unsupported function: Fn::Equals",
  ],
  [
    "a function beside another key",
    withValue({ Ref: "R", Other: "x" }),
    "Template error: Ref must be the only member of its object",
  ],
  [
    "Equals of one value",
    withCondition({ "Fn::Equals": ["a"] }),
    "Template error: every Fn::Equals object requires a list of 2 string parameters.",
  ],
  [
    "And of one condition",
    withCondition({ "Fn::And": [{ Condition: "C" }] }),
    "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.",
  ],
  [
    "Not of two conditions",
    withCondition({ "Fn::Not": [{ Condition: "C" }, { Condition: "C" }] }),
    "Template error: every Fn::Not object requires a list of one boolean parameter.",
  ],
  ["a condition that is a text", withCondition("true"), "Template error: Every Condition member must be a string."],
  [
    "a condition about a resource",
    withCondition({ "Fn::Equals": [{ Ref: "R" }, "a"] }),
    "Template format error: Unresolved dependencies [R]. Cannot reference resources in the Conditions block of the template",
  ],
  [
    "a condition about itself",
    withCondition({ "Fn::Not": [{ Condition: "C" }] }),
    "Template error: Found circular condition dependency at condition C",
  ],
  [
    "a creation policy without signals",
    withResource({ CreationPolicy: {} }),
    "Template format error: CreationPolicy of a resource of type AWS::EC2::SecurityGroup must consist of ResourceSignal",
  ],
  [
    "a rule that asserts nothing",
    { Rules: { Empty: {} }, Resources: { R: GROUP } },
    "Template format error: Rule Empty must have a list of Assertions.",
  ],
];

describe("AWS's words for templates that it does not take", () => {
  it.each(CASES)("%s", (_what, template, message) => {
    const body = typeof template === "string" ? template : JSON.stringify(template);
    expect(() => parseTemplate(body)).toThrow(message);
  });

  it("takes nulls in metadata, which nothing reads", () => {
    const template = { Metadata: { a: null }, Resources: { R: { ...GROUP, Metadata: { b: null } } } };
    expect(() => parseTemplate(JSON.stringify(template))).not.toThrow();
  });
});
