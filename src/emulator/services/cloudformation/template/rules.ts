import { notEmulated, templateFormatError, validationError } from "../errors.ts";
import type { Scope } from "./intrinsics/intrinsic.ts";
import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "./value.ts";

/** What a template demands of its parameters. */
export interface Rule {
  readonly name: string;
  /** The assertions count only where this holds. */
  readonly condition: TemplateValue | undefined;
  readonly assertions: readonly Assertion[];
}

interface Assertion {
  readonly assert: TemplateValue;
  readonly description: string | undefined;
}

/** Checks the Rules block. */
export function readRules(section: TemplateObject): readonly Rule[] {
  return Object.entries(section).map(([name, value]) => {
    if (!isObject(value)) throw templateFormatError("Any Rules member must be an object.");
    const { RuleCondition: condition, Assertions: assertions, ...others } = value;
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined) throw validationError(`Invalid template rule property '${unknown}'`);
    if (!isList(assertions)) throw templateFormatError(`Rule ${name} must have a list of Assertions.`);
    return { name, condition, assertions: assertions.map(readAssertion) };
  });
}

function readAssertion(value: TemplateValue): Assertion {
  const { Assert: assert, AssertDescription: description } = isObject(value) ? value : {};
  if (assert === undefined) throw templateFormatError("Every Assertions member must contain an Assert.");
  return { assert, description: scalarText(description) };
}

/**
 * Holds a template's parameters to its rules.
 *
 * @throws AwsError `ValidationError` with the description of what was asserted.
 */
export function checkRules(rules: readonly Rule[], scope: Scope): void {
  for (const { name, condition, assertions } of rules) {
    if (condition !== undefined && !holds(condition, scope)) continue;
    const failed = assertions.find(({ assert }) => !holds(assert, scope));
    if (failed === undefined) continue;
    throw validationError(`Rule ${name} failed: ${failed.description ?? "an assertion does not hold"}`);
  }
}

const TESTS: ReadonlyMap<string, (operands: readonly TemplateValue[], scope: Scope) => boolean> = new Map([
  ["Fn::And", (operands, scope) => operands.every((operand) => holds(operand, scope))],
  ["Fn::Or", (operands, scope) => operands.some((operand) => holds(operand, scope))],
  ["Fn::Not", ([operand = true], scope) => !holds(operand, scope)],
  ["Fn::Equals", ([left = "", right = ""], scope) => text(left, scope) === text(right, scope)],
  ["Fn::Contains", ([among = [], value = ""], scope) => list(among, scope).includes(text(value, scope))],
  [
    "Fn::EachMemberEquals",
    ([members = [], value = ""], scope) => list(members, scope).every((member) => member === text(value, scope)),
  ],
  [
    "Fn::EachMemberIn",
    ([members = [], among = []], scope) => list(members, scope).every((member) => list(among, scope).includes(member)),
  ],
]);

function holds(value: TemplateValue, scope: Scope): boolean {
  if (typeof value === "boolean") return value;
  const [[name, operands] = ["", null], ...others] = isObject(value) ? Object.entries(value) : [];
  const test = others.length === 0 ? TESTS.get(name) : undefined;
  if (test === undefined || !isList(operands)) throw notEmulated(`the function ${name} of a rule`);
  return test(operands, scope);
}

function text(value: TemplateValue, scope: Scope): string {
  const evaluated = scope.evaluate(value);
  return typeof evaluated === "symbol" ? "" : (scalarText(evaluated) ?? "");
}

function list(value: TemplateValue, scope: Scope): readonly string[] {
  const evaluated = scope.evaluate(value);
  return typeof evaluated !== "symbol" && isList(evaluated) ? evaluated.map((entry) => scalarText(entry) ?? "") : [];
}
