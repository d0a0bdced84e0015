import { KeyleaseError } from "../core/index.ts";
import { policyCanHold } from "../policy/index.ts";
import { DEFAULT_ACTIONS, isScopeAction, SCOPE_ACTIONS, type ScopeAction } from "./actions.ts";
import { checkBucketName } from "./bucket-name.ts";
import { checkObjectKey } from "./object-key.ts";

/** What a lease may do: these actions on this one object. */
export interface Scope {
  readonly bucket: string;
  /** The key as it stands: `*`, `?` and `${…}` are characters like any other. */
  readonly key: string;
  readonly actions: readonly ScopeAction[];
}

const SCHEME = "s3://";

/**
 * Reads `s3://BUCKET/KEY` as a scope. All that follows the slash after the bucket is the key, as it stands: nothing
 * is decoded, and `..`, `//`, `?` and `#` mean nothing.
 *
 * @param actions Words such as `upload` and `acl`. Default: `upload` alone.
 * @throws KeyleaseError `ArgumentInvalid` where the text does not begin with `s3://`, else as {@link checkScope}.
 */
export function parseScope(text: string, actions: readonly string[] = DEFAULT_ACTIONS): Scope {
  // Never by WHATWG's URL: it would take `..`, `?` and `#` out of the key and lease another object than was asked for.
  if (!text.startsWith(SCHEME)) {
    throw new KeyleaseError("ArgumentInvalid", `\`${text}\` does not name an object in S3`, {
      hint: "Write s3://BUCKET/KEY.",
    });
  }
  const rest = text.slice(SCHEME.length);
  const slash = rest.indexOf("/");
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  const key = slash < 0 ? "" : rest.slice(slash + 1);
  return checkScope({ bucket, key, actions });
}

/**
 * Checks a scope, so that no call is made for one that cannot be meant or cannot be written as a policy.
 *
 * @throws KeyleaseError `ScopeEmpty`, `BucketNameInvalid`, `KeyInvalid`, `KeyUnrepresentable`, `ScopeActionUnknown`,
 *   or `ArgumentInvalid` for a key that ends in a slash.
 */
export function checkScope(scope: {
  readonly bucket: string;
  readonly key: string;
  readonly actions: readonly string[];
}): Scope {
  const { bucket, key, actions } = scope;
  if (bucket === "") throw emptyScope("bucket");
  checkBucketName(bucket);
  if (key === "") throw emptyScope("key");
  checkObjectKey(key);
  checkRepresentable(key);
  // A trailing slash is how a prefix is written. Leasing the one object of that name would be a surprise either way.
  if (key.endsWith("/")) {
    throw new KeyleaseError("ArgumentInvalid", `the key \`${key}\` ends in a slash, so it names no single object`, {
      hint: "A lease is for one object: name it in full.",
    });
  }
  return { bucket, key, actions: checkActions(actions) };
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

function checkRepresentable(key: string): void {
  if (policyCanHold(key)) return;
  const character = [...key].find((candidate) => !policyCanHold(candidate)) ?? "";
  const codePoint = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  throw new KeyleaseError(
    "KeyUnrepresentable",
    `the key \`${key}\` has the character U+${codePoint}, which an IAM policy cannot hold`,
    { hint: "Choose a key of characters up to U+00FF without control characters.", facts: { codePoint } },
  );
}

function emptyScope(part: "bucket" | "key" | "action"): KeyleaseError {
  return new KeyleaseError("ScopeEmpty", `the scope names no ${part}`, {
    hint: "Name one object and what may be done with it, such as s3://BUCKET/KEY.",
  });
}
