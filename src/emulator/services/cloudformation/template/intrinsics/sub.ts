import { templateError } from "../../errors.ts";
import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "../value.ts";
import { NO_VALUE, type Reference, type Scope, type ValueFunction } from "./intrinsic.ts";

/** `${!Literal}`, `${Name}` or `${Logical.Attribute}`; a `$` that begins none of them is text. */
const PLACEHOLDER = /\$\{(!?)([^{}]*)\}/g;
/** Names that a placeholder may have; white space around them is taken off, as CloudFormation does. */
const NAME = /^\s*([A-Za-z0-9_:.]+)\s*$/;

/** `Fn::Sub`: a text with the values of parameters, resources, attributes and variables of its own in it. */
export const sub: ValueFunction = {
  name: "Fn::Sub",
  check(argument) {
    const { text, variables } = operands(argument);
    if (text === undefined || variables === undefined) throw wrong();
    for (const [, , name = ""] of placeholders(text)) {
      if (!NAME.test(name)) {
        throw templateError(
          "variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons",
        );
      }
    }
  },
  references(argument) {
    const { text = "", variables = {} } = operands(argument);
    return placeholders(text).flatMap(([, , name]) => {
      const trimmed = (name as string).trim();
      return Object.hasOwn(variables, trimmed) ? [] : [referenceOf(trimmed)];
    });
  },
  parts: (argument) => Object.values(operands(argument).variables ?? {}),
  evaluate(argument, scope) {
    const { text = "", variables = {} } = operands(argument);
    return text.replace(PLACEHOLDER, (_whole, literal: string, name: string) =>
      literal === "!" ? `\${${name}}` : substitute(name.trim(), variables, scope),
    );
  },
};

function placeholders(text: string): RegExpExecArray[] {
  return [...text.matchAll(PLACEHOLDER)].filter(([, literal]) => literal === "");
}

function operands(argument: TemplateValue): { text?: string; variables?: TemplateObject } {
  if (typeof argument === "string") return { text: argument, variables: {} };
  if (!isList(argument) || argument.length !== 2) return {};
  const [text, variables] = argument;
  return typeof text === "string" && isObject(variables) ? { text, variables } : {};
}

function referenceOf(name: string): Reference {
  const dot = name.indexOf(".");
  if (dot < 0) return { kind: "ref", name };
  return { kind: "attribute", logicalId: name.slice(0, dot), attribute: name.slice(dot + 1) };
}

function substitute(name: string, variables: TemplateObject, scope: Scope): string {
  const own = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const value = own === undefined ? lookUp(referenceOf(name), scope) : scope.evaluate(own);
  const text = value === NO_VALUE ? "" : scalarText(value);
  if (text === undefined) throw wrong();
  return text;
}

function lookUp(reference: Reference, scope: Scope): TemplateValue | typeof NO_VALUE {
  if (reference.kind === "attribute") return scope.attribute(reference.logicalId, reference.attribute ?? "");
  return scope.ref(reference.name);
}

function wrong(): Error {
  return templateError(
    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  );
}
