import type { Lifecycle, LifecycleFilter } from "./lifecycle-rule.ts";

/** Storage classes from warm to cold: objects move by rules in this order alone. */
const COLDER: readonly string[] = [
  "STANDARD_IA",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];

/** The classes that take objects of any size where the least size varies by class. */
const TAKE_SMALL: ReadonlySet<string> = new Set(["GLACIER", "DEEP_ARCHIVE"]);
const LEAST_BYTES: number = 128 * 1024;

/** How cold a class is; those that are not named, such as `STANDARD`, are the warmest. */
export function coldnessOf(storageClass: string): number {
  return COLDER.indexOf(storageClass);
}

/** Whether rules can move an object from one class to the other ("Supported lifecycle transitions"). */
export function canMove(from: string, to: string): boolean {
  if (from === "ONEZONE_IA" && to === "GLACIER_IR") return false;
  return coldnessOf(to) > coldnessOf(from);
}

/** Whether an object is large enough to be moved: small ones cost more than they save, unless the rule names sizes itself. */
export function isLargeEnough(
  { minimumTransitionSize }: Pick<Lifecycle, "minimumTransitionSize">,
  { sizeGreaterThan, sizeLessThan }: LifecycleFilter,
  { sizeBytes, storageClass }: { readonly sizeBytes: number; readonly storageClass: string },
): boolean {
  if (sizeGreaterThan !== undefined || sizeLessThan !== undefined) return true;
  if (minimumTransitionSize === "varies_by_storage_class" && TAKE_SMALL.has(storageClass)) return true;
  return sizeBytes >= LEAST_BYTES;
}
