import { tryParseArn } from "../../../../core/index.ts";
import { resourcesMissing, unknownHandling } from "./errors.ts";

const LAUNCH = ["instance", "image", "security-group"];

/** The scenarios that AWS names, with the types of EC2's resources that each needs. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  "EC2-Classic-InstanceStore": LAUNCH,
  "EC2-Classic-EBS": [...LAUNCH, "volume"],
  "EC2-VPC-InstanceStore": [...LAUNCH, "network-interface"],
  "EC2-VPC-InstanceStore-Subnet": [...LAUNCH, "network-interface", "subnet"],
  "EC2-VPC-EBS": [...LAUNCH, "network-interface", "volume"],
  "EC2-VPC-EBS-Subnet": [...LAUNCH, "network-interface", "subnet", "volume"],
};

/**
 * Checks that a scenario has all the resources that it is about. It changes nothing about what is decided.
 *
 * @throws AwsError `InvalidInput`.
 */
export function checkHandling(option: string, resources: readonly string[]): void {
  const needed = Object.hasOwn(SCENARIOS, option) ? SCENARIOS[option] : undefined;
  if (needed === undefined) throw unknownHandling(option);
  const given = new Set(resources.map((name) => tryParseArn(name)).map((arn) => arn?.resource.split("/")[0]));
  const missing = needed.filter((type) => !given.has(type));
  if (missing.length > 0) throw resourcesMissing(option, missing);
}
