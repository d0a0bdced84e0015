import { templateError } from "../../errors.ts";
import { scalarText } from "../value.ts";
import { mayBeText, type ValueFunction } from "./intrinsic.ts";

/** `Fn::Base64`: the UTF-8 bytes of a text in base64, as user data wants them. */
export const base64: ValueFunction = {
  name: "Fn::Base64",
  check(argument) {
    if (!mayBeText(argument)) throw wrong();
  },
  evaluate(argument, scope) {
    const value = scope.evaluate(argument);
    const text = typeof value === "symbol" ? undefined : scalarText(value);
    if (text === undefined) throw wrong();
    return Buffer.from(text, "utf8").toString("base64");
  },
};

function wrong(): Error {
  return templateError("every Fn::Base64 object must have a String-typed value.");
}
