import { KeyleaseError } from "../core/index.ts";

/** A session tag: `aws:PrincipalTag/KEY` in policies, for as long as the session lives. */
export interface SessionTag {
  readonly key: string;
  readonly value: string;
  /** Whether it stays with sessions that are made from this one. Default: it does not. */
  readonly transitive?: boolean;
  /** Whether the lease may be made without it, where the packed size would be too large. Default: it may not. */
  readonly optional?: boolean;
}

const TEXT = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";
const KEY = new RegExp(`^${TEXT}{1,128}$`, "u");
const VALUE = new RegExp(`^${TEXT}{0,256}$`, "u");
const MOST = 50;

/**
 * Checks session tags as STS does, and gives a copy of them: at most 50, keys of 1 to 128 and values of up to 256 letters, digits, spaces and
 * `_.:/=+-@`, no key twice in whatever case, none that begins with `aws:`.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkSessionTags(tags: readonly SessionTag[]): readonly SessionTag[] {
  if (tags.length > MOST) throw wrong(`a session has at most ${MOST} tags, not \`${tags.length}\``);
  const seen = new Set<string>();
  for (const { key, value } of tags) {
    if (!KEY.test(key) || !VALUE.test(value) || /^aws:/i.test(key)) {
      throw wrong(`\`${key}=${value}\` cannot be a session tag`);
    }
    const folded = key.toLowerCase();
    if (seen.has(folded)) throw wrong(`the session tag \`${key}\` is there twice; case does not tell them apart`);
    seen.add(folded);
  }
  return tags.map((tag) => ({ ...tag }));
}

function wrong(message: string): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", message, {
    hint: "A tag is KEY=VALUE with letters, digits, spaces and _.:/=+-@, the key of 1 to 128 and the value of up to 256.",
  });
}
