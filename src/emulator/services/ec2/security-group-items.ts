import type { SecurityGroupRecord, SecurityGroupRule } from "./security-groups.ts";
import { type TagItem, tagSet } from "./tags.ts";

/** Rules that differ only in whom they name, as one entry: EC2's older way to show them. */
export interface IpPermissionItem {
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly groups: readonly { readonly userId: string; readonly groupId: string; readonly description?: string }[];
  readonly ipRanges: readonly { readonly cidrIp: string; readonly description?: string }[];
  readonly ipv6Ranges: readonly { readonly cidrIpv6: string; readonly description?: string }[];
  readonly prefixListIds: readonly { readonly prefixListId: string; readonly description?: string }[];
}

/** A security group as DescribeSecurityGroups shows it. */
export interface SecurityGroupItem {
  readonly ownerId: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly groupDescription: string;
  readonly vpcId: string;
  readonly securityGroupArn: string;
  readonly ipPermissions: readonly IpPermissionItem[];
  readonly ipPermissionsEgress: readonly IpPermissionItem[];
  readonly tagSet?: readonly TagItem[];
}

/** One rule with its own id. */
export interface SecurityGroupRuleItem {
  readonly securityGroupRuleId: string;
  readonly groupId: string;
  readonly groupOwnerId?: string;
  readonly isEgress: boolean;
  readonly ipProtocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidrIpv4?: string;
  readonly cidrIpv6?: string;
  readonly prefixListId?: string;
  readonly referencedGroupInfo?: { readonly groupId: string; readonly userId: string };
  readonly description?: string;
  readonly securityGroupRuleArn?: string;
}

export function securityGroupArn(region: string, { accountId, groupId }: SecurityGroupRecord): string {
  return `arn:aws:ec2:${region}:${accountId}:security-group/${groupId}`;
}

export function securityGroupItem(region: string, group: SecurityGroupRecord): SecurityGroupItem {
  return {
    ownerId: group.accountId,
    groupId: group.groupId,
    groupName: group.groupName,
    groupDescription: group.description,
    vpcId: group.vpcId,
    securityGroupArn: securityGroupArn(region, group),
    ipPermissions: ipPermissions(group.rules.filter((rule) => !rule.isEgress)),
    ipPermissionsEgress: ipPermissions(group.rules.filter((rule) => rule.isEgress)),
    ...tagSet(group.tags),
  };
}

export function ruleItem(region: string, group: SecurityGroupRecord, rule: SecurityGroupRule): SecurityGroupRuleItem {
  return {
    securityGroupRuleId: rule.ruleId,
    groupId: group.groupId,
    groupOwnerId: group.accountId,
    isEgress: rule.isEgress,
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort ?? -1,
    toPort: rule.toPort ?? -1,
    ...peerFields(rule),
    ...(rule.description === undefined ? {} : { description: rule.description }),
    securityGroupRuleArn: `arn:aws:ec2:${region}:${group.accountId}:security-group-rule/${rule.ruleId}`,
  };
}

function peerFields({ peer }: SecurityGroupRule): Partial<SecurityGroupRuleItem> {
  switch (peer.type) {
    case "ipv4":
      return { cidrIpv4: peer.cidr };
    case "ipv6":
      return { cidrIpv6: peer.cidr };
    case "prefix-list":
      return { prefixListId: peer.prefixListId };
    case "group":
      return { referencedGroupInfo: { groupId: peer.groupId, userId: peer.accountId } };
  }
}

function ipPermissions(rules: readonly SecurityGroupRule[]): IpPermissionItem[] {
  const byTraffic = new Map<string, SecurityGroupRule[]>();
  for (const rule of rules) {
    const traffic = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    byTraffic.set(traffic, [...(byTraffic.get(traffic) ?? []), rule]);
  }
  return [...byTraffic.values()].map(permissionOf);
}

/** `rules` have one protocol and one range of ports. */
function permissionOf(rules: readonly SecurityGroupRule[]): IpPermissionItem {
  const { protocol, fromPort, toPort } = rules[0] as SecurityGroupRule;
  const of = <Type extends SecurityGroupRule["peer"]["type"]>(
    type: Type,
  ): { peer: Extract<SecurityGroupRule["peer"], { type: Type }>; text: { description?: string } }[] =>
    rules
      .filter((rule) => rule.peer.type === type)
      .map(({ peer, description }) => ({
        peer: peer as Extract<SecurityGroupRule["peer"], { type: Type }>,
        text: description === undefined ? {} : { description },
      }));
  return {
    ipProtocol: protocol,
    ...(fromPort === undefined || toPort === undefined ? {} : { fromPort, toPort }),
    groups: of("group").map(({ peer, text }) => ({ userId: peer.accountId, groupId: peer.groupId, ...text })),
    ipRanges: of("ipv4").map(({ peer, text }) => ({ cidrIp: peer.cidr, ...text })),
    ipv6Ranges: of("ipv6").map(({ peer, text }) => ({ cidrIpv6: peer.cidr, ...text })),
    prefixListIds: of("prefix-list").map(({ peer, text }) => ({ prefixListId: peer.prefixListId, ...text })),
  };
}
