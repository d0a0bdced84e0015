import { templateError, templateFormatError } from "../errors.ts";
import { checkFunctions } from "./functions.ts";
import type { Scope } from "./intrinsics/intrinsic.ts";
import { isObject, scalarText, type TemplateObject, type TemplateValue } from "./value.ts";

/** The types that can wait for signals, of those that there are. */
const SIGNALLED: ReadonlySet<string> = new Set(["AWS::EC2::Instance", "AWS::CloudFormation::WaitCondition"]);
const MAX_TIMEOUT_SECONDS = 43_200;
const DEFAULT_TIMEOUT = "PT5M";

/** How many signals a resource waits for before it is complete, and for how long. */
export interface ResourceSignal {
  readonly count: number;
  readonly timeoutSeconds: number;
}

/** Checks the CreationPolicy of a resource; gives its ResourceSignal, in which functions may stand. */
export function readCreationPolicy(value: TemplateValue | undefined, type: string): TemplateObject | undefined {
  if (value === undefined) return undefined;
  const { ResourceSignal: signal, ...others } = isObject(value) ? value : {};
  const unknown = Object.keys(others);
  if (!isObject(signal) || unknown.length > 0) {
    throw templateFormatError(`CreationPolicy of a resource of type ${type} must consist of ResourceSignal`);
  }
  const strange = Object.keys(signal).find((name) => name !== "Count" && name !== "Timeout");
  if (strange !== undefined) throw templateFormatError(`Unrecognized member ${strange} of ResourceSignal`);
  if (!SIGNALLED.has(type)) throw templateError(`resource type ${type} does not support CreationPolicy`);
  checkFunctions(signal);
  return signal;
}

/**
 * Works the policy out.
 *
 * @throws AwsError `ValidationError` where it is no number, or no time of at most twelve hours.
 */
export function resourceSignal(signal: TemplateObject, scope: Scope): ResourceSignal {
  const text = (value: TemplateValue): string => {
    const evaluated = scope.evaluate(value);
    return typeof evaluated === "symbol" ? "" : (scalarText(evaluated) ?? "");
  };
  const { Count = 1, Timeout = DEFAULT_TIMEOUT } = signal;
  const count = text(Count);
  if (!/^\d{1,4}$/.test(count)) throw templateError(`Count ${count} of ResourceSignal is not a number`);
  return { count: Number(count), timeoutSeconds: seconds(text(Timeout)) };
}

/** A time as ISO 8601 writes it, such as `PT1H30M`. */
function seconds(text: string): number {
  const [whole, hours = 0, minutes = 0, rest = 0] =
    /^PT(?=\d)(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?$/.exec(text) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  if (whole === undefined || total > MAX_TIMEOUT_SECONDS) {
    throw templateError(`Timeout ${text} of ResourceSignal is not a time of at most PT12H`);
  }
  return total;
}
