import { templateError } from "../../errors.ts";
import { scalarText } from "../value.ts";
import { mayBeText, type ValueFunction } from "./intrinsic.ts";

/** `Fn::ImportValue`: what another stack exports under a name. */
export const importValue: ValueFunction = {
  name: "Fn::ImportValue",
  check(argument) {
    if (!mayBeText(argument)) throw wrong();
  },
  evaluate(argument, scope) {
    const value = scope.evaluate(argument);
    const name = typeof value === "symbol" ? undefined : scalarText(value);
    if (name === undefined) throw wrong();
    return scope.importValue(name);
  },
};

function wrong(): Error {
  return templateError("the attribute in Fn::ImportValue must be a string or a function that returns a string");
}
