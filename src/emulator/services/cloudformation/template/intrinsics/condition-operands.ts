import { templateError } from "../../errors.ts";
import { isList, isObject, type TemplateValue } from "../value.ts";

/** The operands that `Fn::And` and `Fn::Or` have in common: 2 to 10 conditions. */
export function checkOperands(name: string, argument: TemplateValue): void {
  if (!isList(argument) || argument.length < 2 || argument.length > 10 || !argument.every(isObject)) {
    throw templateError(`every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`);
  }
}
