import { describe, expect, it } from "vitest";
import { dnsSuffixOf, PARTITIONS, partitionOfRegion } from "../../src/core/index.ts";
import { awsPartitions } from "../support/aws-partitions.ts";

describe("partitions are those of AWS's own library", () => {
  it("all of them", () => {
    expect([...PARTITIONS].sort()).toEqual(
      awsPartitions()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it.each(awsPartitions().map((partition) => [partition.id, partition] as const))("%s", (id, { outputs, regions }) => {
    for (const region of Object.keys(regions).filter((name) => !name.endsWith("-global"))) {
      expect([region, partitionOfRegion(region)]).toEqual([region, id]);
      expect(dnsSuffixOf(region)).toBe(outputs.dnsSuffix);
      expect(dnsSuffixOf(region, "dualstack")).toBe(outputs.dualStackDnsSuffix);
    }
  });

  it("and a region that nobody knows yet is in the first", () => {
    expect([partitionOfRegion("xx-new-1"), dnsSuffixOf("xx-new-1")]).toEqual(["aws", "amazonaws.com"]);
  });
});
