import { transformError } from "../../errors.ts";
import { isList } from "../value.ts";
import { mayBeList, type ValueFunction } from "./intrinsic.ts";

/** `Fn::Length`: how many entries a list has. */
export const length: ValueFunction = {
  name: "Fn::Length",
  isExtension: true,
  check(argument) {
    if (!mayBeList(argument)) throw transformError("Fn::Length layout is incorrect");
  },
  evaluate(argument, scope) {
    const list = scope.evaluate(argument);
    if (typeof list === "symbol" || !isList(list)) throw transformError("Fn::Length layout is incorrect");
    return list.length;
  },
};
