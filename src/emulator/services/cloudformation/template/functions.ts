import { templateError } from "../errors.ts";
import { hasDefault } from "./intrinsics/find-in-map.ts";
import { chosenBranch } from "./intrinsics/if.ts";
import { CONDITION_FUNCTIONS, VALUE_FUNCTIONS } from "./intrinsics/index.ts";
import {
  type ConditionFunction,
  type Evaluated,
  NO_VALUE,
  type Reference,
  type Scope,
  type ValueFunction,
} from "./intrinsics/intrinsic.ts";
import { isList, isObject, objectOf, type TemplateObject, type TemplateValue } from "./value.ts";

/** A reference with the place of the function that makes it, such as `/Outputs/Url/Value/Fn::GetAtt`. */
export type PlacedReference = Reference & { readonly path: string };

interface Call<F> {
  readonly fn: F;
  readonly argument: TemplateValue;
}

function callIn<F>(value: TemplateObject, functions: ReadonlyMap<string, F>): Call<F> | undefined {
  const keys = Object.keys(value);
  const fn = keys.length === 1 ? functions.get(keys[0] as string) : undefined;
  return fn === undefined ? undefined : { fn, argument: value[keys[0] as string] as TemplateValue };
}

const valueCall = (value: TemplateObject): Call<ValueFunction> | undefined => callIn(value, VALUE_FUNCTIONS);
const conditionCall = (value: TemplateObject): Call<ConditionFunction> | undefined =>
  callIn(value, CONDITION_FUNCTIONS);

/**
 * Checks that every function in a value is one that exists and has an argument of its shape.
 *
 * @throws AwsError `ValidationError`.
 */
export function checkFunctions(value: TemplateValue): void {
  if (isList(value)) {
    value.forEach(checkFunctions);
    return;
  }
  if (!isObject(value)) return;
  const call = valueCall(value);
  if (call === undefined) {
    Object.keys(value).forEach(refuseFunctionName);
    Object.values(value).forEach(checkFunctions);
    return;
  }
  call.fn.check(call.argument);
  partsOf(call).forEach(checkFunctions);
}

/** A name that looks like a function's but cannot be one here must not pass as an ordinary key. */
function refuseFunctionName(key: string): void {
  if (!key.startsWith("Fn::") && key !== "Ref") return;
  if (VALUE_FUNCTIONS.has(key)) throw templateError(`${key} must be the only member of its object`);
  throw unsupportedFunction(key);
}

/** The list is AWS's: it names functions of rules too, and leaves out those of AWS::LanguageExtensions. */
const SUPPORTED =
  "Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, Fn::ValueOfAll, Fn::RefAll, Fn::Sub, Fn::Cidr";

function unsupportedFunction(name: string): Error {
  return templateError(`Encountered unsupported function: ${name} Supported functions are: [${SUPPORTED}]`);
}

/**
 * Refuses what only the transform AWS::LanguageExtensions makes of a template.
 *
 * @throws AwsError `ValidationError`.
 */
export function refuseExtensions(value: TemplateValue): void {
  if (isList(value)) value.forEach(refuseExtensions);
  if (!isObject(value)) return;
  const call = valueCall(value);
  if (call?.fn.isExtension === true) throw unsupportedFunction(call.fn.name);
  // Without the transform a fourth operand is one too many.
  if (call?.fn.name === "Fn::FindInMap" && hasDefault(call.argument)) call.fn.check([]);
  Object.values(value).forEach(refuseExtensions);
}

/**
 * Checks the definition of a condition, which is made of condition functions.
 *
 * @throws AwsError `ValidationError`.
 */
export function checkCondition(value: TemplateValue): void {
  if (!isObject(value)) throw templateError("Every Condition member must be a string.");
  if (conditionName(value) !== undefined) return;
  const call = conditionCall(value);
  if (call === undefined) {
    Object.keys(value).forEach(refuseFunctionName);
    throw templateError("Every Condition member must be a string.");
  }
  call.fn.check(call.argument);
  const operands = call.argument as readonly TemplateValue[];
  operands.forEach(call.fn.operands === "conditions" ? checkCondition : checkFunctions);
}

function conditionName(value: TemplateObject): string | undefined {
  const [key, ...others] = Object.keys(value);
  const name = key === "Condition" && others.length === 0 ? value[key] : undefined;
  return typeof name === "string" ? name : undefined;
}

/** Works out a condition's definition. */
export function evaluateCondition(value: TemplateValue, scope: Scope): boolean {
  if (!isObject(value)) throw new Error("a condition was not checked before it was evaluated");
  const name = conditionName(value);
  if (name !== undefined) return scope.condition(name);
  const call = conditionCall(value);
  if (call === undefined) throw new Error("a condition was not checked before it was evaluated");
  return call.fn.evaluate(call.argument, scope, (operand) => evaluateCondition(operand, scope));
}

/** What a condition's definition speaks of: other conditions, and what its values refer to. */
export function* conditionReferences(value: TemplateValue, path: string): Iterable<PlacedReference> {
  if (!isObject(value)) return;
  const name = conditionName(value);
  if (name !== undefined) yield { kind: "condition", name, path: `${path}/Condition` };
  const call = conditionCall(value);
  if (call === undefined) return;
  const find = call.fn.operands === "conditions" ? conditionReferences : references;
  for (const operand of call.argument as readonly TemplateValue[]) yield* find(operand, `${path}/${call.fn.name}`);
}

/** How far references are followed. */
export interface ReferenceOptions {
  /** Follows only the branch of `Fn::If` that stands. Default: both branches. */
  readonly holds?: (condition: string) => boolean;
  /** Follows no branch of `Fn::If`: what is left is referred to whatever the conditions are. Default: false. */
  readonly unconditional?: boolean;
}

/** Every reference that a value makes. */
export function* references(
  value: TemplateValue,
  path: string,
  options: ReferenceOptions = {},
): Iterable<PlacedReference> {
  if (isList(value)) {
    for (const [index, entry] of value.entries()) yield* references(entry, `${path}/${index}`, options);
    return;
  }
  if (!isObject(value)) return;
  const call = valueCall(value);
  if (call === undefined) {
    for (const [key, entry] of Object.entries(value)) yield* references(entry, `${path}/${key}`, options);
    return;
  }
  const place = `${path}/${call.fn.name}`;
  for (const reference of call.fn.references?.(call.argument) ?? []) yield { ...reference, path: place };
  for (const part of followedParts(call, options)) yield* references(part, place, options);
}

function followedParts(
  call: Call<ValueFunction>,
  { holds, unconditional }: ReferenceOptions,
): readonly TemplateValue[] {
  if (call.fn.name !== "Fn::If") return partsOf(call);
  if (unconditional === true) return [];
  return holds === undefined ? partsOf(call) : [chosenBranch(call.argument, holds)];
}

function partsOf({ fn, argument }: Call<ValueFunction>): readonly TemplateValue[] {
  return fn.parts?.(argument) ?? [argument];
}

/** Every call of one function in a value, under conditions that are known, innermost first. */
export function* callsOf(
  name: string,
  value: TemplateValue,
  holds: (condition: string) => boolean,
): Iterable<TemplateObject> {
  if (isList(value)) for (const entry of value) yield* callsOf(name, entry, holds);
  if (!isObject(value)) return;
  const call = valueCall(value);
  const parts = call === undefined ? Object.values(value) : followedParts(call, { holds });
  for (const part of parts) yield* callsOf(name, part, holds);
  if (call?.fn.name === name) yield value;
}

/** Works out every function in a value; list entries and members that come to no value are left out. */
export function evaluate(value: TemplateValue, scope: Scope): Evaluated {
  if (isList(value)) {
    return value.map((entry) => evaluate(entry, scope)).filter((entry) => entry !== NO_VALUE);
  }
  if (!isObject(value)) return value;
  const call = valueCall(value);
  if (call !== undefined) return call.fn.evaluate(call.argument, scope);
  const entries = Object.entries(value).map(([key, entry]) => [key, evaluate(entry, scope)] as const);
  return objectOf(entries.filter((entry): entry is [string, TemplateValue] => entry[1] !== NO_VALUE));
}
