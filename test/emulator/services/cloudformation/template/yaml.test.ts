// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub.
import { describe, expect, it } from "vitest";
import { parseYaml } from "../../../../../src/emulator/services/cloudformation/template/yaml.ts";

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseYaml(text)));

describe("YAML templates", () => {
  it.each<[string, unknown]>([
    ["!Ref Name", { Ref: "Name" }],
    ["!Sub 'x $${A}'", { "Fn::Sub": "x $${A}" }],
    ["!Sub ['$${A}', {A: !Ref B}]", { "Fn::Sub": ["$${A}", { A: { Ref: "B" } }] }],
    ["!GetAtt Role.Arn", { "Fn::GetAtt": ["Role", "Arn"] }],
    ["!GetAtt [Role, Arn]", { "Fn::GetAtt": ["Role", "Arn"] }],
    ["!GetAtt Nested.Outputs.Url", { "Fn::GetAtt": ["Nested", "Outputs.Url"] }],
    ["!Join ['-', [a, !Ref B]]", { "Fn::Join": ["-", ["a", { Ref: "B" }]] }],
    ["!FindInMap [A, B, C]", { "Fn::FindInMap": ["A", "B", "C"] }],
    ["!Select [1, !Split [',', 'a,b']]", { "Fn::Select": [1, { "Fn::Split": [",", "a,b"] }] }],
    ["Fn::Base64: !Sub text", { "Fn::Base64": { "Fn::Sub": "text" } }],
    ["!If [C, a, !Ref AWS::NoValue]", { "Fn::If": ["C", "a", { Ref: "AWS::NoValue" }] }],
    ["!Not [!Equals [a, b]]", { "Fn::Not": [{ "Fn::Equals": ["a", "b"] }] }],
    [
      "!And [!Condition A, !Or [!Condition B, !Condition C]]",
      {
        "Fn::And": [{ Condition: "A" }, { "Fn::Or": [{ Condition: "B" }, { Condition: "C" }] }],
      },
    ],
  ])("reads the short form %s as the long one", (text, long) => {
    expect(plain(text.replaceAll("$$", "$"))).toEqual(JSON.parse(JSON.stringify(long).replaceAll("$$", "$")));
  });

  it("keeps a date a text, for policies have versions that look like dates", () => {
    expect(plain("Version: 2012-10-17")).toEqual({ Version: "2012-10-17" });
  });

  it("keeps the digits of an account id that begins with a zero", () => {
    expect(plain("Account: 012345678901")).toEqual({ Account: "012345678901" });
  });

  it("reads yes and on as YAML 1.1 does", () => {
    expect(plain("a: yes\nb: off")).toEqual({ a: true, b: false });
  });

  it.each([
    ["two short forms one after the other", "a: !Base64 !Sub x", "YAML not well-formed. (line 1, column 12)"],
    ["a key that is there twice", "a: 1\nb: 2\na: 3", "YAML not well-formed. (line 3, column 1)"],
    ["a wrong indent", "a:\n  - b\n c: d", "YAML not well-formed. (line 3, column 1)"],
    ["a short form that there is none of", "a: !Transform x", "YAML not well-formed. (line 1, column 4)"],
    ["an alias", "a: &x 1\nb: *x", "YAML aliases are not allowed in CloudFormation templates"],
    ["a key that is no scalar", "? [a]\n: b", "YAML not well-formed. (line 1, column 3)"],
  ])("refuses %s", (_what, text, message) => {
    expect(() => parseYaml(text)).toThrow(`Template format error: ${message}`);
  });

  it("refuses nesting without end", () => {
    expect(() => parseYaml(`${"[".repeat(300)}${"]".repeat(300)}`)).toThrow("unsupported structure.");
  });
});
