import { transformError } from "../../errors.ts";
import { isList, isObject } from "../value.ts";
import type { ValueFunction } from "./intrinsic.ts";

/** `Fn::ToJsonString`: an object or a list as a JSON text. */
export const toJsonString: ValueFunction = {
  name: "Fn::ToJsonString",
  isExtension: true,
  check(argument) {
    if (!isObject(argument) && !isList(argument)) throw transformError("Fn::ToJsonString layout is incorrect");
  },
  evaluate(argument, scope) {
    const value = scope.evaluate(argument);
    if (typeof value === "symbol") throw transformError("Fn::ToJsonString layout is incorrect");
    return JSON.stringify(value);
  },
};
