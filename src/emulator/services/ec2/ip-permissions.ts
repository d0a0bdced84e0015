import { isIPv4, isIPv6 } from "node:net";
import type { QueryParams } from "../../../wire/index.ts";
import { ec2Errors } from "./errors.ts";

/** Whom an asked-for rule names; a group may be named by name. */
export type AskedPeer =
  | { readonly type: "ipv4" | "ipv6"; readonly cidr: string }
  | { readonly type: "group"; readonly groupId?: string; readonly groupName?: string; readonly accountId?: string }
  | { readonly type: "prefix-list"; readonly prefixListId: string };

/** One rule that a request asks to add or to remove. */
export interface AskedRule {
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peer: AskedPeer;
  readonly description?: string;
}

const PROTOCOL_NAMES: Readonly<Record<string, string>> = { "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6" };
const KNOWN_NAMES: ReadonlySet<string> = new Set(["tcp", "udp", "icmp", "icmpv6", "-1"]);
const MAX_PORT = 65_535;
const MAX_DESCRIPTION = 255;

/**
 * The rules of `IpPermissions.N`, or of the older form with `IpProtocol`, `CidrIp` and the like directly in the request.
 *
 * @throws AwsError where a protocol, port or CIDR is not valid, or a permission names nobody.
 */
export function readIpPermissions(params: QueryParams): AskedRule[] {
  const permissions = params.structList("IpPermissions");
  if (permissions.length > 0) return permissions.flatMap(readPermission);
  return params.has("IpProtocol") || params.has("SourceSecurityGroupName") ? readSimpleForm(params) : [];
}

function readPermission(params: QueryParams): AskedRule[] {
  const traffic = readTraffic(params);
  const rules = readPeers(params).map(({ peer, description }) => ({
    ...traffic,
    peer,
    ...(description === undefined ? {} : { description: checkDescription(description) }),
  }));
  if (rules.length === 0) throw ec2Errors.missingParameter("ipRanges, ipv6Ranges, groups or prefixListIds");
  return rules;
}

function readPeers(params: QueryParams): { peer: AskedPeer; description: string | undefined }[] {
  const each = (
    name: string,
    read: (entry: QueryParams) => AskedPeer,
  ): { peer: AskedPeer; description: string | undefined }[] =>
    params.structList(name).map((entry) => ({ peer: read(entry), description: entry.string("Description") }));
  return [
    ...each("IpRanges", (range) => ({ type: "ipv4", cidr: ipv4Cidr(range.string("CidrIp") ?? "") })),
    ...each("Ipv6Ranges", (range) => ({ type: "ipv6", cidr: ipv6Cidr(range.string("CidrIpv6") ?? "") })),
    ...each("Groups", readGroupPeer),
    ...each("PrefixListIds", (list) => ({ type: "prefix-list", prefixListId: list.string("PrefixListId") ?? "" })),
  ];
}

function readGroupPeer(params: QueryParams): AskedPeer {
  const [groupId, groupName, accountId] = ["GroupId", "GroupName", "UserId"].map((name) => params.string(name));
  if (groupId === undefined && groupName === undefined) throw ec2Errors.missingParameter("groupId");
  return {
    type: "group",
    ...(groupId === undefined ? {} : { groupId }),
    ...(groupName === undefined ? {} : { groupName }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

function readSimpleForm(params: QueryParams): AskedRule[] {
  const groupName = params.string("SourceSecurityGroupName");
  if (groupName !== undefined) return [{ protocol: "-1", peer: { type: "group", groupName } }];
  const cidr = params.string("CidrIp");
  if (cidr === undefined) throw ec2Errors.missingParameter("cidrIp");
  return [{ ...readTraffic(params), peer: { type: "ipv4", cidr: ipv4Cidr(cidr) } }];
}

function readTraffic(params: QueryParams): Pick<AskedRule, "protocol" | "fromPort" | "toPort"> {
  const asked = (params.string("IpProtocol") ?? "").toLowerCase();
  const protocol = PROTOCOL_NAMES[asked] ?? asked;
  const isNumber = /^\d{1,3}$/.test(protocol) && Number(protocol) <= 255;
  if (!KNOWN_NAMES.has(protocol) && !isNumber) {
    throw ec2Errors.invalid(`Invalid value '${asked}' for IP protocol. Unknown protocol.`);
  }
  // For all protocols, and for those without ports, AWS opens everything whatever ports were given.
  if (protocol === "-1" || isNumber) return { protocol };
  const [fromPort, toPort] = [params.integer("FromPort"), params.integer("ToPort")];
  if (protocol === "tcp" || protocol === "udp") return { protocol, ...portRange(protocol, fromPort, toPort) };
  return { protocol, fromPort: fromPort ?? -1, toPort: toPort ?? -1 };
}

function portRange(
  protocol: string,
  fromPort: number | undefined,
  toPort: number | undefined,
): { fromPort: number; toPort: number } {
  if (fromPort === undefined || toPort === undefined) {
    throw ec2Errors.invalid("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
  }
  for (const port of [fromPort, toPort]) {
    if (port < 0 || port > MAX_PORT) throw ec2Errors.invalid(`${protocol.toUpperCase()} port (${port}) out of range`);
  }
  if (fromPort > toPort) {
    throw ec2Errors.invalid(`Invalid ${protocol.toUpperCase()} port range (${fromPort} - ${toPort})`);
  }
  return { fromPort, toPort };
}

/** The network in AWS's spelling: bits beyond the prefix are cleared. */
function ipv4Cidr(text: string): string {
  const [address = "", prefix = ""] = text.split("/", 2);
  if (!isIPv4(address) || !isPrefix(prefix, 32)) throw malformedCidr(text);
  const bits = Number(prefix);
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - bits);
  const network = Math.floor(value / size) * size;
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256);
  return `${parts.join(".")}/${bits}`;
}

function ipv6Cidr(text: string): string {
  const [address = "", prefix = ""] = text.split("/", 2);
  if (!isIPv6(address) || !isPrefix(prefix, 128)) throw malformedCidr(text);
  return text.toLowerCase();
}

function isPrefix(text: string, longest: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= longest;
}

function malformedCidr(text: string): Error {
  return ec2Errors.invalid(`CIDR block ${text} is malformed`);
}

function checkDescription(text: string): string {
  if (text.length <= MAX_DESCRIPTION && /^[\w .\-:/()#,@[\]+=&;{}!$*]*$/.test(text)) return text;
  throw ec2Errors.invalid(
    "Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
  );
}
