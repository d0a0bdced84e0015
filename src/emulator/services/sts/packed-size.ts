import type { Tag } from "../../state/identities.ts";
import { packedPolicyTooLarge, packedTagsTooLarge } from "./errors.ts";

/** AWS does not publish its packing. This estimate takes 2,048 bytes of minified text for the whole. */
const ALLOTTED_BYTES = 2048;

export interface PackedInput {
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  /** All tags of the session, inherited ones too. */
  readonly tags: readonly Tag[];
}

/**
 * How much of the space for policies and tags a session takes, in percent: 0 for nothing, otherwise at least 1.
 *
 * @throws AwsError `PackedPolicyTooLarge` over 100.
 */
export function packedPolicySize({ policy, policyArns, tags }: PackedInput): number {
  const texts = [
    policy === undefined ? "" : JSON.stringify(JSON.parse(policy)),
    ...policyArns,
    ...tags.flatMap(({ key, value }) => [key, value]),
  ];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const percent = Math.ceil((100 * bytes) / ALLOTTED_BYTES);
  if (percent <= 100) return percent;
  throw policy === undefined && policyArns.length === 0 ? packedTagsTooLarge(percent) : packedPolicyTooLarge(percent);
}
