import { estimatePackedSize } from "../lease/index.ts";
import { LENGTH_LIMITS, type PolicyKind } from "../policy/index.ts";
import type { PolicyDocument } from "./document.ts";
import type { Draft } from "./finding.ts";

/** From this share of a limit on, in percent, it is said that the limit is near. */
const NEAR_PERCENT = 90;

/** What a quota is of, where it is not the kind that is asked about; a session policy counts as below. */
const NAMES: Readonly<Record<Exclude<PolicyKind, "session">, string>> = {
  identity: "a managed policy",
  boundary: "a managed policy",
  trust: "a trust policy",
  resource: "a bucket policy",
  scp: "a service control policy",
  rcp: "a resource control policy",
};

/** Says where a document is nearly as large as AWS takes, or larger than its quota. */
export function judgeSize({ kind, text }: PolicyDocument): readonly Draft[] {
  return kind === "session" ? judgeSession(text) : judgeQuota(kind, text);
}

function judgeSession(text: string): readonly Draft[] {
  // Here white space counts: the limit is that of the request's parameter.
  const share = percentOf(text.length, LENGTH_LIMITS.session.quota);
  const packed = estimatePackedSize({ policy: text });
  if (Math.max(share, packed) < NEAR_PERCENT) return [];
  const message = `the session policy takes ${share}% of its ${LENGTH_LIMITS.session.quota} characters, and by estimate ${packed}% of the packed size`;
  const hint =
    share > packed ? "Write it without white space." : "Shorten it: tags and managed policies take of the same space.";
  return [{ code: "NearSizeLimit", pointer: "", message, hint }];
}

function judgeQuota(kind: keyof typeof NAMES, text: string): readonly Draft[] {
  const { quota, spacesCount } = LENGTH_LIMITS[kind];
  const length = spacesCount ? text.length : JSON.stringify(JSON.parse(text)).length;
  const share = percentOf(length, quota);
  if (share < NEAR_PERCENT) return [];
  const message = `the policy takes ${share}% of the ${quota} characters of ${NAMES[kind]}`;
  return [{ code: "NearSizeLimit", pointer: "", message, hint: "Shorten it, or divide it into several policies." }];
}

function percentOf(length: number, limit: number): number {
  return Math.ceil((100 * length) / limit);
}
