import { templateError } from "../../errors.ts";
import { scalarText, type TemplateValue } from "../value.ts";
import { type ConditionFunction, mayBeText, type Scope, tuple } from "./intrinsic.ts";

/** `Fn::Equals`: whether two values are the same text. */
export const equals: ConditionFunction = {
  name: "Fn::Equals",
  operands: "values",
  check(argument) {
    if (!(tuple(argument, 2) ?? [undefined]).every(mayBeText)) throw wrong();
  },
  evaluate(argument, scope) {
    const [left, right] = argument as readonly [TemplateValue, TemplateValue];
    return text(left, scope) === text(right, scope);
  },
};

function text(value: TemplateValue, scope: Scope): string {
  const evaluated = scope.evaluate(value);
  if (typeof evaluated === "symbol") return "";
  const found = scalarText(evaluated);
  if (found === undefined) throw wrong();
  return found;
}

function wrong(): Error {
  return templateError("every Fn::Equals object requires a list of 2 string parameters.");
}
