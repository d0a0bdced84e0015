import { KeyleaseError } from "../core/index.ts";
import { DEFAULT_ACTIONS, isScopeAction, SCOPE_ACTIONS, type ScopeAction } from "./actions.ts";
import { checkBucketName } from "./bucket-name.ts";
import { checkObjectKey } from "./object-key.ts";
import { checkRepresentable } from "./representable-key.ts";
import { checkConditions, type ScopeConditions } from "./scope-conditions.ts";

/** What every scope says, whatever objects it is for. */
interface AnyScope {
  readonly bucket: string;
  readonly actions: readonly ScopeAction[];
  /** What must hold for a request besides. Default: nothing. */
  readonly conditions?: ScopeConditions;
  /** The ARN of the KMS key that the bucket encrypts with, to be used through S3 alone. Default: none. */
  readonly kmsKeyArn?: string;
}

/** A scope of one object. */
export interface KeyScope extends AnyScope {
  /** The key as it stands: `*`, `?` and `${…}` are characters like any other. */
  readonly key: string;
}

/** A scope of several objects, at least two and no two the same. */
export interface KeysScope extends AnyScope {
  /** Each as it stands. */
  readonly keys: readonly string[];
}

/** A scope of all objects whose keys begin with a text. */
export interface PrefixScope extends AnyScope {
  /** As it stands, with the `/` that it ends in. */
  readonly prefix: string;
}

/** What a lease may do: these actions on these objects. */
export type Scope = KeyScope | KeysScope | PrefixScope;

/** What {@link checkScope} makes a scope of: the same, before anybody has looked at it. */
export interface UncheckedScope {
  readonly bucket: string;
  readonly actions: readonly string[];
  readonly key?: string | undefined;
  readonly keys?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  readonly conditions?: object | undefined;
  readonly kmsKeyArn?: string | undefined;
}

const SCHEME = "s3://";

/**
 * Reads `s3://BUCKET/KEY` as a scope of one object, `s3://BUCKET/PREFIX/` as one of all that is below the prefix, and
 * several of the first form as one of several objects. All that follows the slash after the bucket is the key, as it
 * stands: nothing is decoded, and `*`, `..`, `//`, `?` and `#` mean nothing.
 *
 * @param actions Words such as `upload` and `acl`. Default: `upload` alone.
 * @throws KeyleaseError `ArgumentInvalid` where a text does not begin with `s3://`, else as {@link checkScope}.
 */
export function parseScope(
  texts: string | readonly string[],
  actions: readonly string[] = DEFAULT_ACTIONS,
  limits: Pick<UncheckedScope, "conditions" | "kmsKeyArn"> = {},
): Scope {
  const names = (typeof texts === "string" ? [texts] : texts).map(splitName);
  const [first, ...others] = names;
  if (first === undefined) throw emptyScope("object");
  const { bucket } = first;
  const stranger = others.find((other) => other.bucket !== bucket);
  if (stranger !== undefined) {
    throw new KeyleaseError(
      "ArgumentInvalid",
      `the objects are in two buckets, \`${bucket}\` and \`${stranger.bucket}\``,
      { hint: "Take a lease for each bucket." },
    );
  }
  return checkScope({ bucket, actions, ...limits, ...objectsOf(names.map(({ key }) => key)) });
}

function objectsOf(keys: readonly string[]): Pick<UncheckedScope, "key" | "keys" | "prefix"> {
  const [only] = keys;
  if (keys.length !== 1 || only === undefined) return { keys };
  return only.endsWith("/") ? { prefix: only } : { key: only };
}

function splitName(text: string): { readonly bucket: string; readonly key: string } {
  // Never by WHATWG's URL: it would take `..`, `?` and `#` out of the key and lease another object than was asked for.
  if (!text.startsWith(SCHEME)) {
    throw new KeyleaseError("ArgumentInvalid", `\`${text}\` does not name an object in S3`, {
      hint: "Write s3://BUCKET/KEY, or s3://BUCKET/PREFIX/ for all that is below a prefix.",
    });
  }
  const rest = text.slice(SCHEME.length);
  const slash = rest.indexOf("/");
  return slash < 0 ? { bucket: rest, key: "" } : { bucket: rest.slice(0, slash), key: rest.slice(slash + 1) };
}

/**
 * Reads `s3://BUCKET/KEY` as the name of one object, which need not be one that can be leased by its key.
 *
 * @throws KeyleaseError `ArgumentInvalid` where it names none, `BucketNameInvalid`, `KeyInvalid`.
 */
export function parseObject(text: string): { readonly bucket: string; readonly key: string } {
  const name = splitName(text);
  if (name.bucket === "") throw emptyScope("bucket");
  checkBucketName(name.bucket);
  if (name.key === "") throw emptyScope("key");
  checkObjectKey(name.key);
  checkNoPrefix(name.key);
  return name;
}

/**
 * Reads `s3://BUCKET/PREFIX/` as what many keys begin with; `s3://BUCKET/`, or `s3://BUCKET`, as the whole bucket.
 *
 * @throws KeyleaseError `ArgumentInvalid` where it names one object or none, `BucketNameInvalid`, `KeyInvalid`.
 */
export function parsePrefix(text: string): { readonly bucket: string; readonly prefix: string } {
  const { bucket, key: prefix } = splitName(text);
  if (bucket === "") throw emptyScope("bucket");
  checkBucketName(bucket);
  if (prefix !== "") {
    checkObjectKey(prefix);
    checkEndsInSlash(prefix);
  }
  return { bucket, prefix };
}

/**
 * Checks a scope and brings it into its one form, so that no call is made for one that cannot be meant or cannot be
 * written as a policy. The result is a copy: what is done to the argument later changes nothing.
 *
 * @throws KeyleaseError `ScopeEmpty`, `BucketNameInvalid`, `KeyInvalid`, `KeyUnrepresentable`, `ScopeActionUnknown`,
 *   `ArnInvalid` for a KMS key; `ArgumentInvalid` for a key that ends in a slash, a prefix that does not, a scope of
 *   more than one form, or a condition that cannot be.
 */
export function checkScope(scope: UncheckedScope): Scope {
  if (scope.bucket === "") throw emptyScope("bucket");
  checkBucketName(scope.bucket);
  const objects = checkObjects(scope);
  const actions = checkActions(scope.actions);
  const conditions = checkConditions(scope.conditions ?? {}, actions);
  if (scope.kmsKeyArn !== undefined) checkKmsKeyArn(scope.kmsKeyArn);
  return {
    bucket: scope.bucket,
    ...objects,
    actions,
    ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
    ...(scope.kmsKeyArn === undefined ? {} : { kmsKeyArn: scope.kmsKeyArn }),
  };
}

type Objects = Pick<KeyScope, "key"> | Pick<KeysScope, "keys"> | Pick<PrefixScope, "prefix">;

function checkObjects({ key, keys, prefix }: UncheckedScope): Objects {
  const forms = [key, keys, prefix].filter((form) => form !== undefined);
  if (forms.length > 1) {
    throw new KeyleaseError("ArgumentInvalid", "the scope names its objects in more than one way", {
      hint: "Give one of key, keys and prefix.",
    });
  }
  if (prefix !== undefined) return { prefix: checkPrefix(prefix) };
  const names = [...new Set(keys ?? (key === undefined ? [] : [key]))];
  const [first] = names;
  if (first === undefined) throw emptyScope("key");
  for (const name of names) checkLeasable(name);
  return names.length === 1 ? { key: first } : { keys: names };
}

function checkLeasable(key: string): void {
  if (key === "") throw emptyScope("key");
  checkObjectKey(key);
  checkRepresentable(key);
  checkNoPrefix(key);
}

/** A trailing slash is how a prefix is written. Taking it for the one object of that name would be a surprise either way. */
function checkNoPrefix(key: string): void {
  if (!key.endsWith("/")) return;
  throw new KeyleaseError("ArgumentInvalid", `the key \`${key}\` ends in a slash, so it names no single object`, {
    hint: "Name each object in full, or lease this one prefix alone.",
  });
}

/** INVARIANT: a prefix is never empty: that would be a lease of the whole bucket, which is nothing that a slip may get. */
function checkPrefix(prefix: string): string {
  if (prefix === "") throw emptyScope("key");
  checkObjectKey(prefix);
  checkRepresentable(prefix);
  checkEndsInSlash(prefix);
  return prefix;
}

function checkEndsInSlash(prefix: string): void {
  if (prefix.endsWith("/")) return;
  // Without the slash, a lease of `reports` would be one of `reports-of-others/` as well.
  throw new KeyleaseError("ArgumentInvalid", `the prefix \`${prefix}\` does not end in a slash`, {
    hint: `Write it as \`${prefix}/\`.`,
  });
}

function checkActions(actions: readonly string[]): readonly ScopeAction[] {
  if (actions.length === 0) throw emptyScope("action");
  for (const action of actions) {
    if (isScopeAction(action)) continue;
    throw new KeyleaseError("ScopeActionUnknown", `a lease cannot grant \`${action}\``, {
      hint: `It can grant ${SCOPE_ACTIONS.join(", ")}.`,
    });
  }
  return SCOPE_ACTIONS.filter((action) => actions.includes(action));
}

function checkKmsKeyArn(text: string): void {
  if (/^arn:aws(?:-cn|-us-gov)?:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(text)) return;
  throw new KeyleaseError("ArnInvalid", `\`${text}\` is not the ARN of a KMS key`, {
    hint: "Give the key itself, such as arn:aws:kms:eu-west-1:123456789012:key/1234abcd-…: policies know no aliases.",
  });
}

function emptyScope(part: "bucket" | "object" | "key" | "action"): KeyleaseError {
  return new KeyleaseError("ScopeEmpty", `the scope names no ${part}`, {
    hint: "Name one object and what may be done with it, such as s3://BUCKET/KEY.",
  });
}

/** The objects of a scope, as people write them: `s3://BUCKET/KEY`, one after the other. */
export function describeObjects(scope: Scope): string {
  if ("prefix" in scope) return `everything below s3://${scope.bucket}/${scope.prefix}`;
  if ("key" in scope) return `s3://${scope.bucket}/${scope.key}`;
  const [first] = scope.keys;
  return `s3://${scope.bucket}/${first} and ${scope.keys.length - 1} more`;
}
