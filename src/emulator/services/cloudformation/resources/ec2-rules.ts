import { isDeepStrictEqual } from "node:util";
import { ec2 } from "./query-calls.ts";
import { CallRefusedError, isGone } from "./refusals.ts";
import type { ResourceContext } from "./resource-type.ts";

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

/** The two directions of rules, each with its own calls. */
export const INGRESS = {
  authorize: "AuthorizeSecurityGroupIngress",
  revoke: "RevokeSecurityGroupIngress",
} as const;
export const EGRESS = {
  authorize: "AuthorizeSecurityGroupEgress",
  revoke: "RevokeSecurityGroupEgress",
} as const;

interface RulesOfGroup {
  readonly GroupId: string;
  readonly direction: typeof INGRESS | typeof EGRESS;
}

interface RuleChange {
  readonly before: readonly object[];
  readonly after: readonly object[];
}

/** Gives a new group its rules; `before` is what it has by itself. */
export async function makeRules(
  { GroupId, direction }: RulesOfGroup,
  { before, after }: RuleChange,
  context: ResourceContext,
): Promise<void> {
  const [removed, added] = [without(before, after), without(after, before)];
  if (removed.length > 0) await context.call(ec2(direction.revoke, { GroupId, IpPermissions: removed }));
  if (added.length > 0) await context.call(ec2(direction.authorize, { GroupId, IpPermissions: added }));
}

/**
 * Makes a group's rules what they are to be. What is no longer wanted goes first: a rule whose description alone is
 * another one cannot be there twice. Rules come and go one by one, because a change that was broken off in the middle
 * is undone by this too, and then some are as they are to be already.
 */
export async function changeRules(
  { GroupId, direction }: RulesOfGroup,
  { before, after }: RuleChange,
  context: ResourceContext,
): Promise<void> {
  for (const permission of without(before, after)) {
    await unless(isNoRule, context.call(ec2(direction.revoke, { GroupId, IpPermissions: [permission] })));
  }
  for (const permission of without(after, before)) {
    await unless(isPresent, context.call(ec2(direction.authorize, { GroupId, IpPermissions: [permission] })));
  }
}

/** The rule is not there, or is one that cannot be. */
function isNoRule(error: unknown): boolean {
  return isGone(error) || (error instanceof CallRefusedError && error.refusal.code.startsWith("InvalidParameter"));
}

const isPresent = (error: unknown): boolean =>
  error instanceof CallRefusedError && error.refusal.code === "InvalidPermission.Duplicate";

async function unless(isDone: (error: unknown) => boolean, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isDone(error)) throw error;
  }
}

const without = (permissions: readonly object[], others: readonly object[]): readonly object[] =>
  permissions.filter((permission) => !others.some((other) => isDeepStrictEqual(other, permission)));

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
