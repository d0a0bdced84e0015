import type { Tag } from "../../../state/identities.ts";

/** When something happens: so many days after an object was made, or on a day. */
export interface LifecycleTime {
  readonly days?: number;
  /** Midnight UTC, as ISO text. */
  readonly date?: string;
}

export interface Transition extends LifecycleTime {
  readonly storageClass: string;
}

/** What is done to versions that are no longer current. */
export interface NoncurrentAction {
  readonly days: number;
  readonly newerVersions?: number;
}

/** Which objects a rule is about. All that is given must fit. */
export interface LifecycleFilter {
  /** How it was written, and so is shown: the old `Prefix` of the rule, one thing in `Filter`, or several in `And`. */
  readonly form: "prefix" | "filter" | "and";
  readonly prefix?: string;
  readonly tags: readonly Tag[];
  readonly sizeGreaterThan?: number;
  readonly sizeLessThan?: number;
}

export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly filter: LifecycleFilter;
  readonly expiration?: LifecycleTime & { readonly expiredObjectDeleteMarker?: boolean };
  readonly transitions: readonly Transition[];
  readonly noncurrentTransitions: readonly (NoncurrentAction & { readonly storageClass: string })[];
  readonly noncurrentExpiration?: NoncurrentAction;
  readonly abortMultipartDays?: number;
}

/** A bucket's lifecycle configuration. */
export interface Lifecycle {
  readonly rules: readonly LifecycleRule[];
  readonly minimumTransitionSize: "all_storage_classes_128K" | "varies_by_storage_class";
  /** The last day, by UTC, whose beginning has done its work: `2026-11-25`. */
  readonly sweptDay: string;
}

/** What a filter looks at. */
export interface FilteredObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly tags?: readonly Tag[];
}

/** Whether a rule is about an object. */
export function fitsFilter(filter: LifecycleFilter, { key, sizeBytes, tags = [] }: FilteredObject): boolean {
  return (
    key.startsWith(filter.prefix ?? "") &&
    filter.tags.every((wanted) => tags.some(({ key: name, value }) => name === wanted.key && value === wanted.value)) &&
    sizeBytes > (filter.sizeGreaterThan ?? -1) &&
    sizeBytes < (filter.sizeLessThan ?? Number.POSITIVE_INFINITY)
  );
}

const DAY_MILLISECONDS = 86_400_000;

/** The day of a moment, by UTC. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/**
 * The midnight at which a number of days after `since` are over. S3 adds the days and rounds up to the next midnight, so
 * that a day is never less than a whole one.
 */
export function midnightAfter(since: Date, days: number): Date {
  return new Date(Math.ceil((since.getTime() + days * DAY_MILLISECONDS) / DAY_MILLISECONDS) * DAY_MILLISECONDS);
}

/** Whatever was made before that moment has a number of days behind it at `now`, by {@link midnightAfter}. */
export function startedBefore(now: Date, days: number): Date {
  const midnight = Math.floor(now.getTime() / DAY_MILLISECONDS) * DAY_MILLISECONDS;
  return new Date(midnight - days * DAY_MILLISECONDS + 1);
}
