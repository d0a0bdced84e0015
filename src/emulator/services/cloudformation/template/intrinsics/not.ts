import { templateError } from "../../errors.ts";
import { isObject, type TemplateValue } from "../value.ts";
import { type ConditionFunction, tuple } from "./intrinsic.ts";

/** `Fn::Not`: whether a condition does not hold. */
export const not: ConditionFunction = {
  name: "Fn::Not",
  operands: "conditions",
  check(argument) {
    if (!isObject(tuple(argument, 1)?.[0])) {
      throw templateError("every Fn::Not object requires a list of one boolean parameter.");
    }
  },
  evaluate: (argument, _scope, test) => !test((argument as readonly [TemplateValue])[0]),
};
