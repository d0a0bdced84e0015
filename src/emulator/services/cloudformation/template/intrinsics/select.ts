import { templateError } from "../../errors.ts";
import { isList, scalarText, type TemplateValue } from "../value.ts";
import { mayBeList, mayBeText, tuple, type ValueFunction } from "./intrinsic.ts";

/** `Fn::Select`: the entry of a list at an index that counts from 0. */
export const select: ValueFunction = {
  name: "Fn::Select",
  check(argument) {
    const [index, list] = tuple(argument, 2) ?? [];
    if (!mayBeText(index) || !mayBeList(list)) throw wrong();
  },
  evaluate(argument, scope) {
    const [index, list] = argument as readonly [TemplateValue, TemplateValue];
    const position = scope.evaluate(index);
    const entries = scope.evaluate(list);
    const text = typeof position === "symbol" ? undefined : scalarText(position);
    if (text === undefined || !/^\d{1,6}$/.test(text) || typeof entries === "symbol" || !isList(entries)) throw wrong();
    const entry = entries[Number(text)];
    if (entry === undefined) {
      throw templateError(`Fn::Select cannot select nonexistent value at index ${text}`);
    }
    return entry;
  },
};

function wrong(): Error {
  return templateError("Fn::Select requires a list argument with two elements: an integer index and a list");
}
