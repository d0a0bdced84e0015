import { KeyleaseError } from "../core/index.ts";
import type { Environment } from "./endpoints.ts";

/**
 * Finds the region: the one given, else `AWS_REGION`, else `AWS_DEFAULT_REGION`.
 *
 * @throws KeyleaseError `ArgumentInvalid` where there is none or it cannot be a region's name.
 */
export function regionOf(given: string | undefined, environment: Environment): string {
  const region = given ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || undefined);
  if (region === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no region is known", { hint: "Give --region or set AWS_REGION." });
  }
  // The name becomes part of host names, so nothing else may come through.
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(region)) {
    throw new KeyleaseError("ArgumentInvalid", `\`${region}\` is not a region`, {
      hint: "Give an AWS region such as ap-northeast-1.",
    });
  }
  if (/-global$|^fips-|-fips$/.test(region)) {
    throw new KeyleaseError(
      "ArgumentInvalid",
      `\`${region}\` stands for addresses and is no region that a bucket is in`,
      {
        hint: "Give the bucket's own region; a FIPS address is asked for by AWS_USE_FIPS_ENDPOINT=true.",
      },
    );
  }
  return region;
}
