import { templateError } from "../../errors.ts";
import { scalarText, type TemplateValue } from "../value.ts";
import { mayBeText, type Scope, tuple, type ValueFunction } from "./intrinsic.ts";

/** `Fn::FindInMap`: a value of a mapping by its two keys. */
export const findInMap: ValueFunction = {
  name: "Fn::FindInMap",
  check(argument) {
    if (!(tuple(argument, 3) ?? [undefined]).every(mayBeText)) throw wrong();
  },
  evaluate(argument, scope) {
    const [map, topKey, secondKey] = argument as readonly [TemplateValue, TemplateValue, TemplateValue];
    return scope.mapping(keyText(map, scope), keyText(topKey, scope), keyText(secondKey, scope));
  },
};

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
