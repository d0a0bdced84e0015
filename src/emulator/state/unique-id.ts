import { ALPHABETS, type Random, randomText } from "../../core/index.ts";

/** The prefixes of IAM's unique ids: user, group, role, instance profile, managed policy. */
export type UniqueIdPrefix = "AIDA" | "AGPA" | "AROA" | "AIPA" | "ANPA";

/** A fresh unique id of 21 characters, as IAM gives each user and role once and never again. */
export function newUniqueId(random: Random, prefix: UniqueIdPrefix): string {
  return prefix + randomText(random, 17, ALPHABETS.base32);
}
