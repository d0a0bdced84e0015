const LETTERS = ["a", "b", "c"] as const;

/** The Availability Zones of a region. Each has a subnet of every account's default VPC. */
export function availabilityZones(region: string): readonly [string, string, string] {
  const [first, second, third] = LETTERS;
  return [`${region}${first}`, `${region}${second}`, `${region}${third}`];
}
