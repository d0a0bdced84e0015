import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One partition as AWS's own library knows it. */
export interface AwsPartition {
  readonly id: string;
  readonly outputs: { readonly dnsSuffix: string; readonly dualStackDnsSuffix: string };
  readonly regions: Readonly<Record<string, unknown>>;
}

/** The partitions and regions that come with AWS's SDK. It exports them nowhere, so its file is read: it is JSON but for a word. */
export function awsPartitions(): readonly AwsPartition[] {
  const fromClient = createRequire(createRequire(import.meta.url).resolve("@aws-sdk/client-s3"));
  const folder = dirname(fromClient.resolve("@aws-sdk/core/package.json"));
  const file = join(folder, "dist-es", "submodules", "client", "util-endpoints", "lib", "aws", "partitions.js");
  const text = readFileSync(file, "utf8");
  const json = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
  return (JSON.parse(json) as { partitions: readonly AwsPartition[] }).partitions;
}

/** Every region in them. `aws-global` and its like are no regions: no bucket is there. */
export function awsRegions(): readonly string[] {
  return awsPartitions().flatMap(({ regions }) => Object.keys(regions).filter((region) => !region.endsWith("-global")));
}
