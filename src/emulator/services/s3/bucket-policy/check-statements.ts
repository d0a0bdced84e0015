import type { PatternElement, Statement } from "../../../../policy/index.ts";
import { s3Arn } from "../buckets.ts";
import { BUCKET_ACTIONS, OBJECT_ACTIONS } from "./actions.ts";
import { malformedPolicy } from "./malformed-policy.ts";

/**
 * Checks that statements speak of this bucket and its objects, of S3's actions, and of each action on what it is for:
 * `s3:ListBucket` on a bucket, `s3:GetObject` on objects.
 *
 * @throws AwsError `MalformedPolicy`.
 */
export function checkStatements(statements: readonly Statement[], bucket: string): void {
  for (const statement of statements) {
    const resources = checkResources(statement, bucket);
    checkActions(statement, resources);
  }
}

interface Coverage {
  readonly bucket: boolean;
  readonly objects: boolean;
}

function checkResources({ resource }: Statement, bucket: string): Coverage {
  const arn = s3Arn(bucket);
  const texts = resource?.patterns.map(({ text }) => text) ?? [];
  for (const text of texts) {
    // A wildcard in the bucket's name would speak of other buckets, `arn:aws:s3:::*` of all.
    if (text !== arn && !text.startsWith(`${arn}/`)) throw malformedPolicy("Policy has invalid resource", text);
  }
  // Everything but some resources is always a bit of both.
  if (resource?.negated === true) return { bucket: true, objects: true };
  return { bucket: texts.includes(arn), objects: texts.some((text) => text !== arn) };
}

function checkActions({ action, sid, number }: Statement, resources: Coverage): void {
  for (const pattern of action.patterns) {
    const forBucket = matchesAny(pattern, BUCKET_ACTIONS);
    const forObjects = matchesAny(pattern, OBJECT_ACTIONS);
    if (!forBucket && !forObjects) throw malformedPolicy("Policy has invalid action", pattern.text);
    // NotAction names what is left out, which may fit nothing.
    if (action.negated) continue;
    if (!(forBucket && resources.bucket) && !(forObjects && resources.objects)) {
      const label = sid === undefined || sid === "" ? `NO_ID-${number - 1}` : sid;
      throw malformedPolicy("Action does not apply to any resource(s) in statement", label);
    }
  }
}

function matchesAny(pattern: PatternElement["patterns"][number], actions: readonly string[]): boolean {
  return actions.some((name) => pattern.matches(`s3:${name}`, new Map()));
}
