import { templateError } from "../../errors.ts";
import type { TemplateValue } from "../value.ts";
import { tuple, type ValueFunction } from "./intrinsic.ts";

/** `Fn::If`: one of two values; the other is never worked out. */
export const fnIf: ValueFunction = {
  name: "Fn::If",
  check(argument) {
    const [condition] = tuple(argument, 3) ?? [];
    if (typeof condition !== "string" || condition === "") {
      throw templateError("Fn::If requires a list argument with three elements");
    }
  },
  references: (argument) => [{ kind: "condition", name: branches(argument).condition }],
  parts(argument) {
    const { whenTrue, whenFalse } = branches(argument);
    return [whenTrue, whenFalse];
  },
  evaluate: (argument, scope) => scope.evaluate(chosenBranch(argument, (name) => scope.condition(name))),
};

/** The branch that stands, under conditions that are known. */
export function chosenBranch(argument: TemplateValue, holds: (condition: string) => boolean): TemplateValue {
  const { condition, whenTrue, whenFalse } = branches(argument);
  return holds(condition) ? whenTrue : whenFalse;
}

function branches(argument: TemplateValue): {
  condition: string;
  whenTrue: TemplateValue;
  whenFalse: TemplateValue;
} {
  const [condition, whenTrue, whenFalse] = argument as readonly [string, TemplateValue, TemplateValue];
  return { condition, whenTrue, whenFalse };
}
