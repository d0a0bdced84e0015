import { isList } from "../value.ts";
import { checkOperands } from "./condition-operands.ts";
import type { ConditionFunction } from "./intrinsic.ts";

/** `Fn::And`: whether all of 2 to 10 conditions hold. */
export const and: ConditionFunction = {
  name: "Fn::And",
  operands: "conditions",
  check: (argument) => checkOperands("Fn::And", argument),
  evaluate: (argument, _scope, test) => isList(argument) && argument.every(test),
};
