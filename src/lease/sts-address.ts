import { dnsSuffixOf, partitionOfRegion } from "../core/index.ts";
import type { EndpointVariant } from "./endpoint-variant.ts";

/** AWS's own address of STS: the region's and never the global one, whose tokens are not valid everywhere. */
export function stsAddress(region: string, variant: EndpointVariant = {}): string {
  const { useDualstackEndpoint = false, useFipsEndpoint = false } = variant;
  const suffix = dnsSuffixOf(region, useDualstackEndpoint ? "dualstack" : "plain");
  // In GovCloud the plain address is validated already, and has no other name.
  const isPlain = !useFipsEndpoint || (partitionOfRegion(region) === "aws-us-gov" && !useDualstackEndpoint);
  return `https://${isPlain ? "sts" : "sts-fips"}.${region}.${suffix}`;
}
