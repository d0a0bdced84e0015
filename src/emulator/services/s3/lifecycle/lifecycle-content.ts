import type { XmlObject } from "../../../../wire/index.ts";
import type { LifecycleFilter, LifecycleRule, LifecycleTime, NoncurrentAction } from "./lifecycle-rule.ts";

/** Rules as GetBucketLifecycleConfiguration shows them. */
export function lifecycleContent(rules: readonly LifecycleRule[]): XmlObject {
  return { Rule: rules.map(ruleContent) };
}

function ruleContent(rule: LifecycleRule): XmlObject {
  const { expiration, noncurrentExpiration, abortMultipartDays } = rule;
  return {
    ID: rule.id,
    ...filterContent(rule.filter),
    Status: rule.enabled ? "Enabled" : "Disabled",
    Transition: rule.transitions.map((one) => ({ ...timeContent(one), StorageClass: one.storageClass })),
    Expiration: expiration && {
      ...timeContent(expiration),
      ExpiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker,
    },
    NoncurrentVersionTransition: rule.noncurrentTransitions.map((one) => ({
      ...noncurrentContent(one),
      StorageClass: one.storageClass,
    })),
    NoncurrentVersionExpiration: noncurrentExpiration && noncurrentContent(noncurrentExpiration),
    AbortIncompleteMultipartUpload:
      abortMultipartDays === undefined ? undefined : { DaysAfterInitiation: abortMultipartDays },
  };
}

function filterContent({ form, prefix, tags, sizeGreaterThan, sizeLessThan }: LifecycleFilter): XmlObject {
  if (form === "prefix") return { Prefix: prefix };
  const parts = {
    Prefix: prefix,
    Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })),
    ObjectSizeGreaterThan: sizeGreaterThan,
    ObjectSizeLessThan: sizeLessThan,
  };
  return { Filter: form === "and" ? { And: parts } : parts };
}

const timeContent = ({ days, date }: LifecycleTime): XmlObject => ({ Days: days, Date: date });

const noncurrentContent = ({ days, newerVersions }: NoncurrentAction): XmlObject => ({
  NoncurrentDays: days,
  NewerNoncurrentVersions: newerVersions,
});
