import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { requirement } from "../resources.ts";

export interface RegionItem {
  readonly regionName: string;
  readonly regionEndpoint: string;
  readonly optInStatus: "opt-in-not-required";
}

export interface DescribeRegionsResult {
  readonly regionInfo: readonly RegionItem[];
}

const FILTERS: FilterTable<RegionItem & { readonly tags: readonly [] }> = {
  endpoint: ({ regionEndpoint }) => [regionEndpoint],
  "opt-in-status": ({ optInStatus }) => [optInStatus],
  "region-name": ({ regionName }) => [regionName],
};

/** Shows the one region that the emulator stands in. */
export const describeRegions: Operation = ec2Operation({
  name: "DescribeRegions",
  errors: ["InvalidParameterValue"],
  parse: (params) => ({ names: params.list("RegionName"), filters: readFilters(params) }),
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeRegions", resource: "*" })],
  run({ names, filters }, { state }): DescribeRegionsResult {
    const missing = names.filter((name) => name !== state.region);
    if (missing.length > 0) throw ec2Errors.invalid(`Invalid region(s): [${missing.join(", ")}]`);
    const region = {
      regionName: state.region,
      regionEndpoint: `ec2.${state.region}.amazonaws.com`,
      optInStatus: "opt-in-not-required",
      tags: [],
    } as const;
    return { regionInfo: applyFilters([region], filters, FILTERS).map(({ tags: _none, ...item }) => item) };
  },
});
