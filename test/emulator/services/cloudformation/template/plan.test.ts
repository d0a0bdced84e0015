// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub.
import { describe, expect, it } from "vitest";
import { parseTemplate } from "../../../../../src/emulator/services/cloudformation/template/parse.ts";
import {
  checkCircles,
  planStack,
  type StackPlan,
} from "../../../../../src/emulator/services/cloudformation/template/plan.ts";
import { GROUP, scopeOf } from "./scope-of.ts";

function plan(template: object, parameters: Readonly<Record<string, string>> = {}): StackPlan {
  return planStack(parseTemplate(JSON.stringify(template)), scopeOf({ template, parameters }));
}

const dependsOn = ({ graph }: StackPlan): Record<string, string[]> =>
  Object.fromEntries([...graph].map(([name, dependencies]) => [name, [...dependencies]]));

const group = (description: unknown, rest: object = {}): object => ({
  ...GROUP,
  Properties: { GroupDescription: description },
  ...rest,
});

/** One resource that exists only on the condition, and whatever else is given. */
const conditional = (resources: object, outputs: object = {}): object => ({
  Parameters: { P: { Type: "String" } },
  Conditions: { C: { "Fn::Equals": [{ Ref: "P" }, "yes"] } },
  Resources: { Maybe: { ...GROUP, Condition: "C" }, ...resources },
  Outputs: outputs,
});

describe("what a stack's resources depend on", () => {
  it("is what they refer to, wherever they do", () => {
    const resources = {
      A: GROUP,
      B: group({ Ref: "A" }),
      C: group({ "Fn::Join": ["", ["x", { "Fn::GetAtt": ["B", "GroupId"] }]] }),
      D: group({ "Fn::Sub": ["${A} ${own} ${AWS::Region}", { own: { Ref: "C" } }] }),
      E: { ...GROUP, DependsOn: ["A", "D"] },
      F: { ...GROUP, Metadata: { note: { Ref: "E" } } },
    };
    expect(dependsOn(plan({ Resources: resources }))).toEqual({
      A: [],
      B: ["A"],
      C: ["B"],
      D: ["A", "C"],
      E: ["A", "D"],
      F: ["E"],
    });
  });

  it("is only what the branch that stands refers to", () => {
    const template = conditional({ A: GROUP, B: GROUP, C: group({ "Fn::If": ["C", { Ref: "A" }, { Ref: "B" }] }) });
    expect(dependsOn(plan(template, { P: "yes" })).C).toEqual(["A"]);
    expect(dependsOn(plan(template, { P: "no" })).C).toEqual(["B"]);
  });
});

describe("resources whose condition does not hold", () => {
  it("are not made, and DependsOn to them means nothing", () => {
    const made = plan(conditional({ A: { ...GROUP, DependsOn: "Maybe" } }), { P: "no" });
    expect([...made.resources.keys()]).toEqual(["A"]);
    expect(dependsOn(made)).toEqual({ A: [] });
  });

  it("cannot be referred to by what is made", () => {
    const template = conditional({ A: group({ Ref: "Maybe" }) });
    expect(() => plan(template, { P: "no" })).toThrow(
      "Template format error: Unresolved resource dependencies [Maybe] in the Resources block of the template",
    );
    expect(() => plan(template, { P: "yes" })).not.toThrow();
  });

  it("cannot be referred to by outputs, unless those are left out too", () => {
    const value = { Ref: "Maybe" };
    expect(() => plan(conditional({ A: GROUP }, { O: { Value: value } }), { P: "no" })).toThrow(
      /^Unresolved resource dependencies \[Maybe\] in the Outputs block of the template$/,
    );
    const conditionalOutput = conditional({ A: GROUP }, { O: { Value: value, Condition: "C" } });
    expect(plan(conditionalOutput, { P: "no" }).outputs).toEqual([]);
  });
});

describe("circles", () => {
  it("are refused with the names that are in them, and no others", () => {
    const resources = {
      Before: GROUP,
      A: group({ "Fn::Sub": "${B} ${Before}" }),
      B: group({ Ref: "A" }),
      After: group({ Ref: "B" }),
    };
    expect(() => plan({ Resources: resources })).toThrow(/^Circular dependency between resources: \[A, B\]$/);
  });

  it("are refused where a resource refers to itself", () => {
    expect(() => plan({ Resources: { A: group({ Ref: "A" }) } })).toThrow("Circular dependency between resources: [A]");
  });

  it("are none where only one of two branches stands, and ValidateTemplate knows that too", () => {
    const template = conditional({
      A: group({ "Fn::If": ["C", { Ref: "B" }, "x"] }),
      B: group({ "Fn::If": ["C", "x", { Ref: "A" }] }),
    });
    expect(() => plan(template, { P: "yes" })).not.toThrow();
    expect(() => checkCircles(parseTemplate(JSON.stringify(template)))).not.toThrow();
  });
});

describe("mappings", () => {
  const template = {
    Mappings: { Images: { "us-east-1": { id: "ami-1" } } },
    Resources: { A: group({ "Fn::FindInMap": ["Images", { Ref: "AWS::Region" }, "id"] }) },
  };

  it("are looked up before anything is made", () => {
    expect(() => plan(template)).toThrow("Template error: Unable to get mapping for Images::ap-northeast-1::id");
  });
});
