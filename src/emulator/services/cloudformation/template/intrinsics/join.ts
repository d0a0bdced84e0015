import { templateError } from "../../errors.ts";
import { isList, scalarText, type TemplateValue } from "../value.ts";
import { mayBeList, NO_VALUE, tuple, type ValueFunction } from "./intrinsic.ts";

/** `Fn::Join`: a list of texts as one, with a delimiter between them. */
export const join: ValueFunction = {
  name: "Fn::Join",
  check(argument) {
    const [delimiter, list] = tuple(argument, 2) ?? [];
    if (typeof delimiter !== "string" || !mayBeList(list)) throw wrong();
  },
  evaluate(argument, scope) {
    const [delimiter, list] = argument as readonly [string, TemplateValue];
    const entries = scope.evaluate(list);
    if (entries === NO_VALUE || !isList(entries)) throw wrong();
    return entries
      .map((entry) => {
        const text = scalarText(entry);
        if (text === undefined) throw wrong();
        return text;
      })
      .join(delimiter);
  },
};

function wrong(): Error {
  return templateError(
    "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
  );
}
