import type { PolicyKind } from "./model.ts";

/** How long a document may be for the parser to read it. */
export interface LengthLimit {
  readonly characters: number;
  /** The quota that AWS holds to; smaller ones of single services are theirs to check. */
  readonly quota: number;
  /** Whether white space outside of texts counts towards the quota. */
  readonly spacesCount: boolean;
}

/** The longest value of IAM's `policyDocument` shapes, which are white space and all. */
const SHAPE = 131_072;

/**
 * The limits by kind. Identity, trust: "IAM and AWS STS quotas". Session: AssumeRole's `Policy`, where white space
 * counts. Resource: the bucket policy's 20 KB. SCPs (10,240 since May 2026) and RCPs: "Quotas for AWS Organizations",
 * where white space counts too.
 */
export const LENGTH_LIMITS: Readonly<Record<PolicyKind, LengthLimit>> = {
  identity: { characters: SHAPE, quota: 6144, spacesCount: false },
  boundary: { characters: SHAPE, quota: 6144, spacesCount: false },
  trust: { characters: SHAPE, quota: 2048, spacesCount: false },
  session: { characters: 2048, quota: 2048, spacesCount: true },
  resource: { characters: SHAPE, quota: 20_480, spacesCount: false },
  scp: { characters: 10_240, quota: 10_240, spacesCount: true },
  rcp: { characters: 5120, quota: 5120, spacesCount: true },
};
