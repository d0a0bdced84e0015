import { invalidArgument, invalidRequest } from "../errors.ts";
import type { LifecycleFilter, LifecycleRule, LifecycleTime } from "./lifecycle-rule.ts";
import { coldnessOf } from "./storage-class.ts";

/** Days that a class is paid for at least, and that objects therefore stay in it before the same rule moves them on. */
const LEAST_DAYS: Readonly<Record<string, number>> = { STANDARD_IA: 30, ONEZONE_IA: 30, GLACIER_IR: 90, GLACIER: 90 };
const DAY_MILLISECONDS = 86_400_000;

type Timed = LifecycleTime & { readonly storageClass: string };

/** The transitions of a rule, with the words by which AWS tells of them. */
interface Transitions {
  readonly action: "Transition" | "NoncurrentVersionTransition";
  readonly unit: "Days" | "Date" | "NoncurrentDays";
  readonly list: readonly Timed[];
  readonly where: string;
}

/**
 * Checks what the transitions of a rule must be to each other and to the rule's end: each class once, days or dates and
 * not both, colder classes later, and not before the least days of a class have passed ("Constraints and considerations
 * for transitions" of the S3 User Guide).
 *
 * @throws AwsError `InvalidRequest` or `InvalidArgument`.
 */
export function checkTransitions(rule: LifecycleRule): void {
  const { expiration, transitions, noncurrentTransitions, noncurrentExpiration, filter } = rule;
  const where = filterText(filter);
  const unit = transitions[0]?.date === undefined ? "Days" : "Date";
  const current = { action: "Transition", unit, list: transitions, where } as const;
  const noncurrent = {
    action: "NoncurrentVersionTransition",
    unit: "NoncurrentDays",
    list: noncurrentTransitions.map(({ days, storageClass }) => ({ days, storageClass })),
    where,
  } as const;
  checkClasses(current);
  checkClasses(noncurrent);
  const dated = transitions.filter(({ date }) => date !== undefined).length;
  if (dated > 0 && dated < transitions.length) {
    throw invalidRequest(`Found mixed 'Date' and 'Days' based Transition actions in lifecycle rule for ${where}`);
  }
  checkOrder(current);
  checkOrder(noncurrent);
  if (expiration !== undefined && expiration.expiredObjectDeleteMarker === undefined) {
    checkSameUnit(current, expiration);
    checkEnd(current, "Expiration", expiration);
  }
  if (noncurrentExpiration !== undefined) checkEnd(noncurrent, "NoncurrentVersionExpiration", noncurrentExpiration);
}

function checkClasses({ action, list, where }: Transitions): void {
  if (new Set(list.map(({ storageClass }) => storageClass)).size === list.length) return;
  throw invalidRequest(`'StorageClass' must be different for '${action}' actions in same 'Rule' with ${where}`);
}

function checkOrder({ action, unit, list, where }: Transitions): void {
  const byColdness = list.toSorted((a, b) => coldnessOf(a.storageClass) - coldnessOf(b.storageClass));
  for (const [i, warm] of byColdness.entries()) {
    const gap = LEAST_DAYS[warm.storageClass] ?? 0;
    for (const cold of byColdness.slice(i + 1)) {
      const apart = dayOf(cold) - dayOf(warm);
      const named = { name: unit, value: String(cold.days ?? cold.date) };
      if (apart <= 0) {
        const told = (one: Timed): string =>
          `'${unit}' in the ${action} action for StorageClass '${one.storageClass}' for ${where}`;
        throw invalidArgument(`${told(cold)} must be greater than ${told(warm)}`, named);
      }
      if (apart < gap) {
        const told = `'${unit}' in the '${action}' action for StorageClass '${cold.storageClass}' for ${where}`;
        const than = `'${where}' in the '${action}' action for StorageClass '${warm.storageClass}'`;
        throw invalidArgument(`${told} must be ${gap} days more than ${than}`, named);
      }
    }
  }
}

/** The day of a transition, counted from the object's or, for dates, from 1970. */
function dayOf({ days, date }: LifecycleTime): number {
  return days ?? Date.parse(date ?? "") / DAY_MILLISECONDS;
}

function checkSameUnit({ list, where }: Transitions, expiration: LifecycleTime): void {
  if (list.every(({ days }) => (days === undefined) === (expiration.days === undefined))) return;
  throw invalidRequest(
    `Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for ${where}`,
  );
}

function checkEnd({ action, unit, list, where }: Transitions, ending: string, end: LifecycleTime): void {
  if (list.every((transition) => dayOf(end) > dayOf(transition))) return;
  throw invalidArgument(
    `'${unit}' in the ${ending} action for ${where} must be greater than '${unit}' in the ${action} action`,
    { name: unit, value: String(end.days ?? end.date) },
  );
}

/** How AWS's messages name the objects that a rule is about. */
function filterText({ form, prefix, tags, sizeGreaterThan, sizeLessThan }: LifecycleFilter): string {
  if (form === "prefix") return `prefix '${prefix ?? ""}'`;
  const parts = [
    ...(prefix === undefined ? [] : [`prefix=${prefix}`]),
    ...tags.map(({ key, value }) => `tag={key=${key}, value=${value}}`),
    ...(sizeGreaterThan === undefined ? [] : [`objectsizegreaterthan=${sizeGreaterThan}`]),
    ...(sizeLessThan === undefined ? [] : [`objectsizelessthan=${sizeLessThan}`]),
  ];
  return `filter '(${parts.join(" and ")})'`;
}
