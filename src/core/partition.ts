/** One of AWS's worlds, which know nothing of each other's accounts. */
interface Partition {
  readonly name: string;
  /** What its regions' names begin with. */
  readonly regionPrefix: string;
  readonly dnsSuffix: string;
  /** Of addresses that are reached by IPv6 too. S3 is older than it, and keeps the other one. */
  readonly dualstackDnsSuffix: string;
}

/** As AWS's SDKs have them (`partitions.json`). */
const OTHERS: readonly Partition[] = [
  partition("aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
  partition("aws-us-gov", "us-gov-", "amazonaws.com", "api.aws"),
  partition("aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
  partition("aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
  partition("aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
  partition("aws-iso-f", "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
  partition("aws-eusc", "eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
];
const COMMERCIAL = partition("aws", "", "amazonaws.com", "api.aws");

/** The names of AWS's partitions. */
export const PARTITIONS: readonly string[] = [COMMERCIAL, ...OTHERS].map(({ name }) => name);

/** The region's partition, such as `aws-cn` for `cn-north-1`; `aws` for every region that none of the others claims. */
export function partitionOfRegion(region: string): string {
  return find(region).name;
}

/**
 * What the addresses of AWS's services end with in a region: `amazonaws.com` in most.
 *
 * @param kind `dualstack` for the addresses that are reached by IPv6 too, of all services but S3. Default: the others.
 */
export function dnsSuffixOf(region: string, kind: "plain" | "dualstack" = "plain"): string {
  const { dnsSuffix, dualstackDnsSuffix } = find(region);
  return kind === "dualstack" ? dualstackDnsSuffix : dnsSuffix;
}

function find(region: string): Partition {
  return OTHERS.find(({ regionPrefix }) => region.startsWith(regionPrefix)) ?? COMMERCIAL;
}

function partition(name: string, regionPrefix: string, ...suffixes: readonly [string, string]): Partition {
  const [dnsSuffix, dualstackDnsSuffix] = suffixes;
  return { name, regionPrefix, dnsSuffix, dualstackDnsSuffix };
}
