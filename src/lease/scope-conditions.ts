import { isIP } from "node:net";
import { KeyleaseError } from "../core/index.ts";
import type { ScopeAction } from "./actions.ts";

/** What S3 takes for `x-amz-server-side-encryption`. */
export const ENCRYPTIONS = ["AES256", "aws:kms", "aws:kms:dsse"] as const;

/** What S3 takes for `x-amz-storage-class` in general purpose buckets. */
export const STORAGE_CLASSES = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
  "REDUCED_REDUNDANCY",
] as const;

/**
 * What must hold for requests with a lease, besides its objects and actions. `encryption`, `storageClass` and `tags` are
 * told by headers that the parts and the completion of an upload in parts do not carry: under them objects can be
 * uploaded with a single PUT alone.
 */
export interface ScopeConditions {
  /** Only objects that are not there yet can be written (`If-None-Match: *`), in parts as well. */
  readonly writeOnce?: true;
  /** Requests must come from one of these addresses, or through one of `sourceVpces`. IPv4 or IPv6, with a length or not. */
  readonly sourceIps?: readonly string[];
  /** Requests must come through one of these VPC endpoints, or from one of `sourceIps`. */
  readonly sourceVpces?: readonly string[];
  /** Objects must be uploaded with this `x-amz-server-side-encryption`. */
  readonly encryption?: (typeof ENCRYPTIONS)[number];
  /** Objects must be uploaded with this `x-amz-storage-class`. */
  readonly storageClass?: (typeof STORAGE_CLASSES)[number];
  /** Objects must be uploaded with these tags, at most ten; it needs the action `tagging`. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Checks one condition and gives its one form; `undefined` where it demands nothing. */
type Check = (value: unknown, actions: readonly ScopeAction[]) => unknown;

const CHECKS: Readonly<Record<keyof ScopeConditions, Check>> = {
  writeOnce: checkWriteOnce,
  sourceIps: (value) => checkList(value, isAddress, "is not an IP address or a range such as 203.0.113.0/24"),
  sourceVpces: (value) => checkList(value, isVpce, "is not the id of a VPC endpoint such as vpce-0123456789abcdef0"),
  encryption: (value) => checkOneOf(value, ENCRYPTIONS, "an encryption of S3"),
  storageClass: (value) => checkOneOf(value, STORAGE_CLASSES, "a storage class of S3"),
  tags: checkTags,
};

/**
 * Checks conditions and brings them into their one form: copies, sorted, each value once.
 *
 * @throws KeyleaseError `ArgumentInvalid`, for conditions that nobody knows too.
 */
export function checkConditions(conditions: object, actions: readonly ScopeAction[]): ScopeConditions {
  const checked: Record<string, unknown> = {};
  for (const name of Object.keys(conditions)) {
    if (!Object.hasOwn(CHECKS, name)) throw wrong(`a lease knows no condition \`${name}\``);
  }
  for (const [name, check] of Object.entries(CHECKS)) {
    const value = (conditions as Readonly<Record<string, unknown>>)[name];
    const form = value === undefined ? undefined : check(value, actions);
    if (form !== undefined) checked[name] = form;
  }
  return checked;
}

function checkWriteOnce(value: unknown, actions: readonly ScopeAction[]): true {
  if (value !== true) throw wrong("`writeOnce` can only be true");
  if (!actions.includes("delete")) return true;
  throw wrong("a lease that writes once cannot grant `delete`: what is deleted could be written again");
}

function checkList(value: unknown, isGood: (text: string) => boolean, complaint: string): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw wrong("a list of networks is empty or none");
  for (const text of value) {
    if (typeof text !== "string" || !isGood(text)) throw wrong(`\`${String(text)}\` ${complaint}`);
  }
  return [...new Set<string>(value)].sort();
}

function isAddress(text: string): boolean {
  const [address = "", length, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}

function isVpce(text: string): boolean {
  return /^vpce-[0-9a-f]{8,17}$/.test(text);
}

function checkOneOf(value: unknown, known: readonly string[], what: string): string {
  if (typeof value === "string" && known.includes(value)) return value;
  throw new KeyleaseError("ArgumentInvalid", `\`${String(value)}\` is not ${what}`, {
    hint: `Choose one of ${known.join(", ")}.`,
  });
}

/** S3's rules for tags of objects; the key becomes part of a condition key and so must be plain. */
function checkTags(value: unknown, actions: readonly ScopeAction[]): Readonly<Record<string, string>> | undefined {
  if (typeof value !== "object" || value === null) throw wrong("`tags` must be an object of texts");
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  if (entries.length > 10) throw wrong(`an object has at most 10 tags, not \`${entries.length}\``);
  for (const [key, text] of entries) {
    const isTag = typeof text === "string" && TAG_KEY.test(key) && TAG_VALUE.test(text);
    if (!isTag || /^aws:/i.test(key)) throw wrong(`\`${key}=${String(text)}\` cannot be a tag of an object`);
  }
  if (actions.includes("tagging")) return Object.fromEntries(entries);
  throw wrong("a lease that demands tags must grant `tagging`");
}

const TAG_KEY = /^[A-Za-z0-9 +\-=._:/@]{1,128}$/;
const TAG_VALUE = /^[A-Za-z0-9 +\-=._:/@]{0,256}$/;

function wrong(message: string): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", message, { hint: "See the conditions of a scope in the reference." });
}
