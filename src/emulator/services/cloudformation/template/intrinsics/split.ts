import { templateError } from "../../errors.ts";
import { scalarText, type TemplateValue } from "../value.ts";
import { mayBeText, tuple, type ValueFunction } from "./intrinsic.ts";

/** `Fn::Split`: a text as the list of its parts between delimiters. */
export const split: ValueFunction = {
  name: "Fn::Split",
  check(argument) {
    const [delimiter, text] = tuple(argument, 2) ?? [];
    // An empty delimiter would divide between characters, which CloudFormation does not do.
    if (typeof delimiter !== "string" || delimiter === "" || !mayBeText(text)) throw wrong();
  },
  evaluate(argument, scope) {
    const [delimiter, source] = argument as readonly [string, TemplateValue];
    const value = scope.evaluate(source);
    const text = typeof value === "symbol" ? undefined : scalarText(value);
    if (text === undefined) throw wrong();
    return text.split(delimiter);
  },
};

function wrong(): Error {
  return templateError(
    "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
  );
}
