/** What the emulator has of the rules of security groups, whose schema stands in three types. */
export const EMULATED_RULE = {
  CidrIp: true,
  CidrIpv6: true,
  Description: true,
  FromPort: true,
  IpProtocol: true,
  ToPort: true,
} as const;

/** What a rule says of either direction. */
interface Rule {
  readonly CidrIp?: string | undefined;
  readonly CidrIpv6?: string | undefined;
  readonly Description?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly IpProtocol: string;
  readonly ToPort?: number | undefined;
}

export interface IngressRule extends Rule {
  readonly SourceSecurityGroupId?: string | undefined;
  readonly SourceSecurityGroupName?: string | undefined;
}

export interface EgressRule extends Rule {
  readonly DestinationSecurityGroupId?: string | undefined;
}

/** What a new group lets out until it is told otherwise. */
export const ALL_TRAFFIC: EgressRule = { IpProtocol: "-1", CidrIp: "0.0.0.0/0" };

/** A rule for what comes in, in the form of EC2's query protocol. */
export function ingressPermission(rule: IngressRule): object {
  const { SourceSecurityGroupId: GroupId, SourceSecurityGroupName: GroupName } = rule;
  return permission(rule, GroupId === undefined && GroupName === undefined ? [] : [{ GroupId, GroupName }]);
}

/** A rule for what goes out, in the form of EC2's query protocol. */
export function egressPermission(rule: EgressRule): object {
  const { DestinationSecurityGroupId: GroupId } = rule;
  return permission(rule, GroupId === undefined ? [] : [{ GroupId }]);
}

/** The query protocol calls the list of groups `Groups`. */
function permission(rule: Rule, groups: readonly object[]): object {
  const { IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6, Description } = rule;
  return {
    IpProtocol,
    FromPort,
    ToPort,
    ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp, Description }] }),
    ...(CidrIpv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6, Description }] }),
    ...(groups.length === 0 ? {} : { Groups: groups.map((group) => ({ ...group, Description })) }),
  };
}
