import { isList } from "../value.ts";
import { checkOperands } from "./condition-operands.ts";
import type { ConditionFunction } from "./intrinsic.ts";

/** `Fn::Or`: whether any of 2 to 10 conditions holds. */
export const or: ConditionFunction = {
  name: "Fn::Or",
  operands: "conditions",
  check: (argument) => checkOperands("Fn::Or", argument),
  evaluate: (argument, _scope, test) => isList(argument) && argument.some(test),
};
