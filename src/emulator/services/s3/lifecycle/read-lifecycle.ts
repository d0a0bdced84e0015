import { type AwsError, children, childText, type XmlElement } from "../../../../wire/index.ts";
import { invalidArgument, invalidRequest, malformedXml } from "../errors.ts";
import { checkTransitions } from "./check-transitions.ts";
import type { LifecycleRule, LifecycleTime, NoncurrentAction, Transition } from "./lifecycle-rule.ts";
import { readFilter } from "./read-filter.ts";

const MAX_RULES = 1000;
const MAX_ID_CHARACTERS = 255;
const MAX_NEWER_VERSIONS = 100;
const MAX_DAYS = 2_147_483_647;
/** The classes to which objects can move; to the infrequent ones not before they are 30 days old. */
const CLASSES: ReadonlySet<string> = new Set([
  "GLACIER",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
]);
const LEAST_INFREQUENT_DAYS = 30;
const INFREQUENT: ReadonlySet<string> = new Set(["STANDARD_IA", "ONEZONE_IA"]);

/**
 * Reads the rules of a `LifecycleConfiguration`. A rule without an id gets one by `newId`.
 *
 * @throws AwsError `MalformedXML`, `InvalidArgument`, `InvalidRequest`.
 */
export function readLifecycleRules(root: XmlElement, newId: () => string): readonly LifecycleRule[] {
  const elements = children(root, "Rule");
  if (elements.length === 0) throw malformedXml();
  if (elements.length > MAX_RULES) {
    throw invalidRequest(`The number of lifecycle rules must not exceed the allowed limit of ${MAX_RULES} rules`);
  }
  const rules = elements.map((element) => readRule(element, newId));
  if (new Set(rules.map(({ id }) => id)).size !== rules.length) {
    const repeated = rules.find(({ id }, i) => rules.findIndex((other) => other.id === id) !== i);
    throw argument("Rule ID must be unique. Found same ID for more than one rule", "ID", repeated?.id);
  }
  return rules;
}

function readRule(element: XmlElement, newId: () => string): LifecycleRule {
  const id = childText(element, "ID") || newId();
  if (id.length > MAX_ID_CHARACTERS) {
    throw argument(`ID length should not exceed allowed limit of ${MAX_ID_CHARACTERS}`, "ID", id);
  }
  const status = childText(element, "Status");
  if (status !== "Enabled" && status !== "Disabled") throw malformedXml();
  const filter = readFilter(element);
  const expiration = only(element, "Expiration");
  const noncurrent = only(element, "NoncurrentVersionExpiration");
  const abort = only(element, "AbortIncompleteMultipartUpload");
  const rule: LifecycleRule = {
    id,
    enabled: status === "Enabled",
    filter,
    ...(expiration === undefined ? {} : { expiration: readExpiration(expiration) }),
    transitions: children(element, "Transition").map(readTransition),
    noncurrentTransitions: children(element, "NoncurrentVersionTransition").map(readNoncurrentTransition),
    ...(noncurrent === undefined
      ? {}
      : { noncurrentExpiration: readNoncurrent(noncurrent, "NoncurrentVersionExpiration") }),
    ...(abort === undefined
      ? {}
      : { abortMultipartDays: positive(abort, "DaysAfterInitiation", "AbortIncompleteMultipartUpload") }),
  };
  checkRule(rule);
  return rule;
}

/** What the parts of a rule must be to each other. */
function checkRule(rule: LifecycleRule): void {
  const { expiration, transitions, noncurrentTransitions, noncurrentExpiration, abortMultipartDays, filter } = rule;
  const actions = [expiration, noncurrentExpiration, abortMultipartDays, transitions[0], noncurrentTransitions[0]];
  if (actions.every((action) => action === undefined)) {
    throw invalidRequest("At least one action needs to be specified in a rule");
  }
  const unfiltered: string[] = [];
  if (abortMultipartDays !== undefined) unfiltered.push("AbortIncompleteMultipartUpload");
  if (expiration?.expiredObjectDeleteMarker !== undefined) unfiltered.push("ExpiredObjectDeleteMarker");
  for (const name of unfiltered) {
    if (filter.tags.length > 0) throw invalidRequest(`${name} cannot be specified with Tags.`);
    if (filter.sizeGreaterThan !== undefined || filter.sizeLessThan !== undefined) {
      throw invalidRequest(`${name} cannot be specified with Object Size.`);
    }
  }
  const keepsNewer = [noncurrentExpiration, ...noncurrentTransitions].some((one) => one?.newerVersions !== undefined);
  if (keepsNewer && filter.form === "prefix") {
    throw invalidRequest("NewerNoncurrentVersions element can only be used in Lifecycle V2.");
  }
  checkTransitions(rule);
}

function readExpiration(element: XmlElement): NonNullable<LifecycleRule["expiration"]> {
  const marker = childText(element, "ExpiredObjectDeleteMarker");
  if (marker === undefined) return readTime(element, "Expiration");
  const text = marker.trim().toLowerCase();
  if (element.children.length > 1 || (text !== "true" && text !== "false")) throw malformedXml();
  return { expiredObjectDeleteMarker: text === "true" };
}

function readTransition(element: XmlElement): Transition {
  const transition = { ...readTime(element, "Transition"), storageClass: readClass(element) };
  if (transition.days !== undefined) checkAge("Days", "Transition", { ...transition, days: transition.days });
  return transition;
}

function checkAge(
  element: string,
  action: string,
  { days, storageClass }: { days: number; storageClass: string },
): void {
  if (days >= LEAST_INFREQUENT_DAYS || !INFREQUENT.has(storageClass)) return;
  const message = `'${element}' in ${action} action must be greater than or equal to ${LEAST_INFREQUENT_DAYS} for storageClass '${storageClass}'`;
  throw argument(message, element, String(days));
}

/** Days or a date, never both. */
function readTime(element: XmlElement, action: "Expiration" | "Transition"): LifecycleTime {
  const [days, date] = [childText(element, "Days"), childText(element, "Date")];
  if ((days === undefined) === (date === undefined)) throw malformedXml();
  if (date !== undefined) return { date: readDate(date.trim()) };
  return { days: readDays(element, "Days", action) };
}

/** Objects can move on the day that they were made, and end no earlier than a day after. */
function readDays(element: XmlElement, name: string, action: string): number {
  if (!action.endsWith("Transition")) return positive(element, name, action);
  const text = childText(element, name);
  const number = whole(text);
  if (number < 0) throw argument(`'${name}' in ${action} action must be nonnegative`, name, text);
  return number;
}

function readDate(text: string): string {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/.test(text)) throw malformedXml();
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw malformedXml();
  if (date.getTime() % 86_400_000 !== 0) throw argument("'Date' must be at midnight GMT", "Date", text);
  return date.toISOString();
}

function readNoncurrent(element: XmlElement, action: string): NoncurrentAction {
  const newer = childText(element, "NewerNoncurrentVersions");
  if (childText(element, "NoncurrentDays") === undefined) throw malformedXml();
  const days = readDays(element, "NoncurrentDays", action);
  if (newer === undefined) return { days };
  const newerVersions = positive(element, "NewerNoncurrentVersions", action);
  if (newerVersions > MAX_NEWER_VERSIONS) {
    const message = `'NewerNoncurrentVersions' for ${action} action must not be greater than ${MAX_NEWER_VERSIONS}`;
    throw argument(message, "NewerNoncurrentVersions", newer);
  }
  return { days, newerVersions };
}

function readNoncurrentTransition(element: XmlElement): LifecycleRule["noncurrentTransitions"][number] {
  const action = "NoncurrentVersionTransition";
  const transition = { ...readNoncurrent(element, action), storageClass: readClass(element) };
  checkAge("NoncurrentDays", action, transition);
  return transition;
}

function readClass(element: XmlElement): string {
  const storageClass = childText(element, "StorageClass") ?? "";
  if (!CLASSES.has(storageClass)) throw malformedXml();
  return storageClass;
}

function positive(element: XmlElement, name: string, action: string): number {
  const text = childText(element, name);
  const number = whole(text);
  if (number > 0) return number;
  throw argument(`'${name}' for ${action} action must be a positive integer`, name, text);
}

function whole(text: string | undefined): number {
  if (text === undefined || !/^-?\d{1,10}$/.test(text.trim()) || Number(text) > MAX_DAYS) throw malformedXml();
  return Number(text);
}

function only(element: XmlElement, name: string): XmlElement | undefined {
  const [first, ...more] = children(element, name);
  if (more.length > 0) throw malformedXml();
  return first;
}

function argument(message: string, name: string, value: string | undefined): AwsError {
  return invalidArgument(message, value === undefined ? { name } : { name, value });
}
