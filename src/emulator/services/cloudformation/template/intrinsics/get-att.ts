import { templateError } from "../../errors.ts";
import { isObject, scalarText, type TemplateValue } from "../value.ts";
import { tuple, type ValueFunction } from "./intrinsic.ts";

/** `Fn::GetAtt`: an attribute of a resource. The attribute's name alone may be a function. */
export const getAtt: ValueFunction = {
  name: "Fn::GetAtt",
  check(argument) {
    const [logicalId, attribute] = operands(argument);
    const named = typeof logicalId === "string" && logicalId !== "";
    if (!named || !(isObject(attribute) || (typeof attribute === "string" && attribute !== ""))) {
      throw templateError(
        "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
      );
    }
  },
  references(argument) {
    const [logicalId, attribute] = operands(argument);
    const name = typeof attribute === "string" ? attribute : undefined;
    return [{ kind: "attribute", logicalId: logicalId as string, attribute: name }];
  },
  parts: (argument) => operands(argument).slice(1),
  fromShortForm: (content) => [...operands(content)],
  evaluate(argument, scope) {
    const [logicalId, attribute] = operands(argument) as [string, TemplateValue];
    const name = scope.evaluate(attribute);
    return scope.attribute(logicalId, typeof name === "symbol" ? "" : (scalarText(name) ?? ""));
  },
};

/** `["Logical", "Attribute"]`, or `Logical.Attribute` as YAML allows; the attribute may have dots of its own. */
function operands(argument: TemplateValue): readonly TemplateValue[] {
  if (typeof argument !== "string") return tuple(argument, 2) ?? [];
  const dot = argument.indexOf(".");
  return dot < 0 ? [] : [argument.slice(0, dot), argument.slice(dot + 1)];
}
