import { templateError } from "../../errors.ts";
import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "../value.ts";
import { mayBeText, type Scope, tuple, type ValueFunction } from "./intrinsic.ts";

/** `Fn::FindInMap`: a value of a mapping by its two keys. */
export const findInMap: ValueFunction = {
  name: "Fn::FindInMap",
  check(argument) {
    const keys = isList(argument) && argument.length === 4 && hasDefault(argument) ? argument.slice(0, 3) : argument;
    if (!(tuple(keys, 3) ?? [undefined]).every(mayBeText)) throw wrong();
  },
  parts: (argument) => {
    const [map = "", topKey = "", secondKey = "", other] = argument as readonly TemplateValue[];
    return [map, topKey, secondKey, ...(isObject(other) ? Object.values(other) : [])];
  },
  evaluate(argument, scope) {
    const [map, topKey, secondKey] = argument as readonly [TemplateValue, TemplateValue, TemplateValue];
    const keys = [keyText(map, scope), keyText(topKey, scope), keyText(secondKey, scope)] as const;
    if (!hasDefault(argument)) return scope.mapping(...keys);
    const { DefaultValue = "" } = (argument as readonly TemplateValue[])[3] as TemplateObject;
    return scope.hasMapping(...keys) ? scope.mapping(...keys) : scope.evaluate(DefaultValue);
  },
};

/** Whether a call names a value for keys that are not there, which only the transform AWS::LanguageExtensions knows. */
export function hasDefault(argument: TemplateValue): boolean {
  const other = isList(argument) ? argument[3] : undefined;
  return isObject(other) && Object.keys(other).join() === "DefaultValue";
}

function keyText(key: TemplateValue, scope: Scope): string {
  const value = scope.evaluate(key);
  const text = typeof value === "symbol" ? undefined : scalarText(value);
  if (text === undefined) throw wrong();
  return text;
}

function wrong(): Error {
  return templateError(
    "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value",
  );
}
