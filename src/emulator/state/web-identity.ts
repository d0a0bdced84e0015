import type { Tag } from "./identities.ts";

/** Condition keys with their values. */
export type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

/** What a token of an identity provider says, after it was verified. */
export interface WebIdentity {
  readonly providerArn: string;
  /** The token's `iss`. */
  readonly issuer: string;
  /** The token's `sub`. */
  readonly subject: string;
  /** The one of the provider's client ids that the token is for. */
  readonly audience: string;
  /** The condition keys of its claims, in the decision of the trust policy. */
  readonly trustKeys: ConditionKeys;
  /** Those of them that later requests of the session have too. */
  readonly sessionKeys: ConditionKeys;
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}
