/** What AssumeRole and GetFederationToken pack together. */
export interface PackedInput {
  /** The inline session policy, as JSON. */
  readonly policy?: string | undefined;
  /** ARNs of managed session policies: they count, the policies' own text does not. */
  readonly policyArns?: readonly string[] | undefined;
  readonly tags?: readonly { readonly key: string; readonly value: string }[] | undefined;
}

/** What 100 % is taken to be, in bytes of UTF-8. */
const ALLOTTED_BYTES = 2048;

/** A string of JSON, or white space between its tokens. */
const STRINGS_OR_SPACE = /("(?:[^"\\]|\\.)*")|\s+/g;

/**
 * Estimates what STS will answer as `PackedPolicySize`, in percent: 0 for nothing, else at least 1; over 100 STS
 * is likely to refuse the call with `PackedPolicyTooLarge`.
 *
 * It is an estimate, because AWS publishes neither its packing nor its limit. Its basis: the only documented number is
 * the 2,048 characters of an inline policy, and the one size on record, 25 % for a policy that lets a session read and
 * write below one prefix, is what about 500 characters are of that. So policy without white space, ARNs and tags are
 * counted against 2,048 bytes. What is sure of the real size holds here too: more text never makes it smaller. Read it
 * as a warning before the call; the number in STS's answer is the truth.
 */
export function estimatePackedSize({ policy = "", policyArns = [], tags = [] }: PackedInput): number {
  const texts = [
    policy.replace(STRINGS_OR_SPACE, "$1"),
    ...policyArns,
    ...tags.flatMap(({ key, value }) => [key, value]),
  ];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return Math.ceil((100 * bytes) / ALLOTTED_BYTES);
}
