import { estimatePackedSize } from "../lease/index.ts";
import type { PolicyKind } from "../policy/index.ts";
import type { PolicyDocument } from "./document.ts";
import type { Draft } from "./finding.ts";

/** From this share of a limit on, in percent, it is said that the limit is near. */
const NEAR_PERCENT = 90;

/** The default quotas, in characters without white space. Some can be raised; a session policy counts as below. */
const QUOTAS: Readonly<Partial<Record<PolicyKind, { readonly characters: number; readonly of: string }>>> = {
  identity: { characters: 6144, of: "a managed policy" },
  boundary: { characters: 6144, of: "a managed policy" },
  trust: { characters: 2048, of: "a trust policy" },
  scp: { characters: 5120, of: "a service control policy" },
  rcp: { characters: 5120, of: "a resource control policy" },
  resource: { characters: 20_480, of: "a bucket policy" },
};
const SESSION_CHARACTERS = 2048;

/** Says where a document is nearly as large as AWS takes, or larger than its quota. */
export function judgeSize({ kind, text }: PolicyDocument): readonly Draft[] {
  return kind === "session" ? judgeSession(text) : judgeQuota(kind, text);
}

function judgeSession(text: string): readonly Draft[] {
  // Here white space counts: the limit is that of the request's parameter.
  const share = percentOf(text.length, SESSION_CHARACTERS);
  const packed = estimatePackedSize({ policy: text });
  if (Math.max(share, packed) < NEAR_PERCENT) return [];
  const message = `the session policy takes ${share}% of its ${SESSION_CHARACTERS} characters, and by estimate ${packed}% of the packed size`;
  const hint =
    share > packed ? "Write it without white space." : "Shorten it: tags and managed policies take of the same space.";
  return [{ code: "NearSizeLimit", pointer: "", message, hint }];
}

function judgeQuota(kind: PolicyKind, text: string): readonly Draft[] {
  const quota = QUOTAS[kind];
  if (quota === undefined) return [];
  const length = JSON.stringify(JSON.parse(text)).length;
  const share = percentOf(length, quota.characters);
  if (share < NEAR_PERCENT) return [];
  const message = `the policy takes ${share}% of the ${quota.characters} characters of ${quota.of}`;
  return [{ code: "NearSizeLimit", pointer: "", message, hint: "Shorten it, or divide it into several policies." }];
}

function percentOf(length: number, limit: number): number {
  return Math.ceil((100 * length) / limit);
}
