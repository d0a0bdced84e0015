import type { Condition, Policy, Statement } from "../../../../policy/index.ts";

/** Condition keys whose fixed values make a statement that names everybody not public ("The meaning of public"). */
const LIMITING_KEYS: ReadonlySet<string> = new Set([
  "aws:sourceip",
  "aws:sourcearn",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceowner",
  "aws:sourceaccount",
  "aws:userid",
  "aws:principalorgid",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
]);

const LIMITING_OPERATORS: ReadonlySet<string> = new Set([
  "StringEquals",
  "StringEqualsIgnoreCase",
  "StringLike",
  "ArnEquals",
  "ArnLike",
  "IpAddress",
]);

/** The widest networks that still count as a few: /8 of IPv4, /32 of IPv6. */
const MIN_PREFIX_BITS = { ipv4: 8, ipv6: 32 };

/**
 * Whether Block Public Access takes the policy for public: some Allow is for everybody, and no condition holds it to
 * fixed values.
 *
 * Follows "The meaning of public" in "Blocking public access to your Amazon S3 storage" of the S3 User Guide.
 */
export function isPublicPolicy(policy: Policy): boolean {
  return policy.statements.some((statement) => isPublic(statement));
}

function isPublic({ effect, principal, conditions }: Statement): boolean {
  if (effect === "Deny" || principal === undefined) return false;
  // Everybody but a few is nearly everybody.
  const everybody = principal.negated || principal.entries.some(({ form }) => form === "everyone");
  return everybody && !conditions.some(isLimiting);
}

function isLimiting({ contextKey, operator, quantifier, ifExists, values }: Condition): boolean {
  if (!LIMITING_KEYS.has(contextKey) || !LIMITING_OPERATORS.has(operator.name)) return false;
  // IfExists and ForAllValues hold where the key is absent, and so limit nothing.
  if (ifExists || quantifier !== undefined) return false;
  return values.every((value) => (contextKey === "aws:sourceip" ? isNarrowNetwork(value) : isFixed(value)));
}

function isFixed(value: string): boolean {
  return !/[*?]|\$\{/.test(value);
}

function isNarrowNetwork(value: string): boolean {
  const [, bits] = value.split("/");
  const least = value.includes(":") ? MIN_PREFIX_BITS.ipv6 : MIN_PREFIX_BITS.ipv4;
  return isFixed(value) && (bits === undefined || Number(bits) >= least);
}
