/** `apne1-az1` for the zone `ap-northeast-1a`. AWS deals the numbers out by account; here `a` is always 1. */
export function zoneId(region: string, zone: string): string {
  const [area = "", direction = "", number = ""] = region.split("-").slice(-3);
  const initials = direction.replace(/^(north|south)?(east|west|central)?$/, (_, first = "", second = "") =>
    [first, second].map((word: string) => word.slice(0, 1)).join(""),
  );
  return `${area}${initials}${number}-az${zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0) + 1}`;
}

/** The Availability Zones of a region. Each has a subnet of every account's default VPC. */
export function availabilityZones(region: string): readonly [string, string, string] {
  return [`${region}a`, `${region}b`, `${region}c`];
}
