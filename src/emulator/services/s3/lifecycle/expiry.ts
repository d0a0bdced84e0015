import type { BucketRecord } from "../buckets.ts";
import type { ObjectRecord } from "../objects.ts";
import { fitsFilter, type LifecycleRule, midnightAfter } from "./lifecycle-rule.ts";

/** When an object ends, and which rule says so. */
export interface Expiry {
  readonly at: Date;
  readonly rule: LifecycleRule;
}

/** The earliest end that a bucket's rules give an object; `undefined` where none does. */
export function expiryOf({ lifecycle }: BucketRecord, key: string, object: ObjectRecord): Expiry | undefined {
  let earliest: Expiry | undefined;
  for (const rule of lifecycle?.rules ?? []) {
    const { days, date } = rule.expiration ?? {};
    if (!rule.enabled || (days === undefined && date === undefined)) continue;
    if (!fitsFilter(rule.filter, { ...object, key })) continue;
    const at = days === undefined ? new Date(date as string) : midnightAfter(new Date(object.lastModified), days);
    if (earliest === undefined || at < earliest.at) earliest = { at, rule };
  }
  return earliest;
}

/** `x-amz-expiration` of answers with an object, or about one that was just written. */
export function expirationHeaders(bucket: BucketRecord, key: string, object: ObjectRecord): Record<string, string> {
  const expiry = expiryOf(bucket, key, object);
  if (expiry === undefined) return {};
  const id = encodeURIComponent(expiry.rule.id);
  return { "x-amz-expiration": `expiry-date="${expiry.at.toUTCString()}", rule-id="${id}"` };
}
