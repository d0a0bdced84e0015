import { isList, isObject, type TemplateValue } from "../value.ts";

/** The value of `AWS::NoValue`: whatever holds it, property or list entry, is left out. */
export const NO_VALUE: unique symbol = Symbol("AWS::NoValue");

/** A value whose functions have been worked out. */
export type Evaluated = TemplateValue | typeof NO_VALUE;

/** What functions are worked out from. */
export interface Scope {
  /** The value of a parameter, a pseudo parameter or a resource. */
  ref(name: string): Evaluated;
  attribute(logicalId: string, attribute: string): TemplateValue;
  hasMapping(map: string, topKey: string, secondKey: string): boolean;
  /** @throws AwsError where the mapping has no such entry. */
  mapping(map: string, topKey: string, secondKey: string): TemplateValue;
  condition(name: string): boolean;
  /** The value that another stack exports. @throws AwsError where none does. */
  importValue(name: string): string;
  readonly region: string;
  /** Works out a value that stands inside a function's argument. */
  evaluate(value: TemplateValue): Evaluated;
}

/** Something of the template that a function speaks of. */
export type Reference =
  | { readonly kind: "ref"; readonly name: string }
  | { readonly kind: "attribute"; readonly logicalId: string; readonly attribute: string | undefined }
  | { readonly kind: "condition"; readonly name: string };

/** A function that yields a value, in properties and outputs. */
export interface ValueFunction {
  /** `Fn::Join`, `Ref`. */
  readonly name: string;
  /** Exists only in templates with the transform AWS::LanguageExtensions. Default: false. */
  readonly isExtension?: boolean;
  /** Refuses an argument of the wrong shape, in AWS's words. Called on the whole template before anything else. */
  check(argument: TemplateValue): void;
  /** What it refers to by itself; what stands in its `parts` is found apart. Default: nothing. */
  references?(argument: TemplateValue): readonly Reference[];
  /** The values inside the argument that may hold functions. Default: the argument. */
  parts?(argument: TemplateValue): readonly TemplateValue[];
  /** The argument of the YAML short form as the long form has it. Default: as it is. */
  fromShortForm?(content: TemplateValue): TemplateValue;
  evaluate(argument: TemplateValue, scope: Scope): Evaluated;
}

/** A function that is true or false, in the Conditions block. */
export interface ConditionFunction {
  readonly name: string;
  check(argument: TemplateValue): void;
  /** The conditions it is made of, where it is made of conditions. */
  readonly operands: "conditions" | "values";
  /** `test` works out one operand that is a condition. */
  evaluate(argument: TemplateValue, scope: Scope, test: (condition: TemplateValue) => boolean): boolean;
}

/** Whether a value may be worked out to a text: a text, or a function that could yield one. */
export function mayBeText(value: TemplateValue | undefined): boolean {
  return isObject(value) || (value !== undefined && value !== null && !isList(value));
}

/** Whether a value may be worked out to a list. */
export function mayBeList(value: TemplateValue | undefined): boolean {
  return isObject(value) || isList(value);
}

/** The entries of a list that has exactly `length` of them, or `undefined`. */
export function tuple(value: TemplateValue, length: number): readonly TemplateValue[] | undefined {
  return isList(value) && value.length === length ? value : undefined;
}
