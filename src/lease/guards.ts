import { KeyleaseError, parseArn } from "../core/index.ts";
import type { MintMethod } from "./mint-method.ts";

/** What must turn out to be so, lest a lease be made in a place that nobody meant. */
export interface Guards {
  /** The account that the lease must be in, as twelve digits; another is refused before anything is minted. */
  readonly expectAccount?: string;
  /** The region that must come out of all that decides it. */
  readonly expectRegion?: string;
}

/**
 * Checks what can be checked of them without a call.
 *
 * @throws KeyleaseError `AccountUnexpected`, `RegionUnexpected`, `ArgumentInvalid`.
 */
export function checkGuards({ expectAccount, expectRegion }: Guards, method: MintMethod, region: string): void {
  if (expectAccount !== undefined && !/^\d{12}$/.test(expectAccount)) {
    throw new KeyleaseError("ArgumentInvalid", `\`${expectAccount}\` is not the id of an account`, {
      hint: "An account id has twelve digits.",
    });
  }
  if ("roleArn" in method) checkAccount(expectAccount, parseArn(method.roleArn).accountId);
  if (expectRegion === undefined || expectRegion === region) return;
  throw new KeyleaseError("RegionUnexpected", `the region is \`${region}\`, and not \`${expectRegion}\``, {
    hint: "Check --region, AWS_REGION and AWS_DEFAULT_REGION.",
    facts: { region },
  });
}

/**
 * Checks that an account is the one that was expected, where one was.
 *
 * @throws KeyleaseError `AccountUnexpected`.
 */
export function checkAccount(expected: string | undefined, accountId: string): void {
  if (expected === undefined || expected === accountId) return;
  throw new KeyleaseError("AccountUnexpected", `the lease would be in account ${accountId}, and not in ${expected}`, {
    hint: "Check the role's ARN, or whose credentials you call with.",
    facts: { accountId },
  });
}
