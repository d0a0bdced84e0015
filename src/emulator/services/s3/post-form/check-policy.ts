import { accessDenied } from "../errors.ts";
import type { PostCondition, PostPolicy } from "./policy-document.ts";
import type { PostForm } from "./post-form.ts";

/** Fields that no condition need name: they are the proof itself, or the file. */
const UNCONDITIONAL: ReadonlySet<string> = new Set([
  "awsaccesskeyid",
  "file",
  "policy",
  "signature",
  "x-amz-signature",
]);

/** How long the file may be. */
export interface FileRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Holds a form to its policy: it must not be over, every condition must hold, and no field may be there that no
 * condition names.
 *
 * @returns how long the file may be: within every range that the policy gives.
 * @throws AwsError `AccessDenied`.
 */
export function checkPostPolicy(
  { expiresAt, conditions }: PostPolicy,
  form: PostForm,
  { bucket, now }: { readonly bucket: string; readonly now: Date },
): FileRange {
  if (now > expiresAt) throw accessDenied("Invalid according to Policy: Policy expired.");
  const range = { least: 0, most: Number.POSITIVE_INFINITY };
  const covered = new Set<string>();
  for (const condition of conditions) {
    if (condition.type === "content-length-range") {
      range.least = Math.max(range.least, condition.least);
      range.most = Math.min(range.most, condition.most);
      continue;
    }
    if (!holds(condition, form, bucket)) {
      throw accessDenied(`Invalid according to Policy: Policy Condition failed: ${condition.shown}`);
    }
    if (condition.type !== "never") covered.add(condition.field);
  }
  const extra = form.names.filter((name) => !isCovered(name.toLowerCase(), covered));
  if (extra.length > 0) throw accessDenied(`Invalid according to Policy: Extra input fields: ${extra.join(", ")}`);
  return range;
}

function isCovered(name: string, covered: ReadonlySet<string>): boolean {
  return UNCONDITIONAL.has(name) || name.startsWith("x-ignore-") || covered.has(name);
}

function holds(
  condition: Exclude<PostCondition, { type: "content-length-range" }>,
  form: PostForm,
  bucket: string,
): boolean {
  if (condition.type === "never") return false;
  const { type, field, value } = condition;
  const actual = fieldValue(field, form, bucket);
  if (actual === undefined) return false;
  if (type === "eq") return actual === value;
  // Each of several content types must begin so.
  const parts = field === "content-type" ? actual.split(",").map((one) => one.trim()) : [actual];
  return parts.every((part) => part.startsWith(value));
}

function fieldValue(field: string, form: PostForm, bucket: string): string | undefined {
  if (field === "bucket") return bucket;
  // What counts is where the object will be, not how the form has written it.
  return field === "key" ? form.key : form.get(field);
}
