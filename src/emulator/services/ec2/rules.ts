import type { OperationContext } from "../../pipeline/service.ts";
import type { StoreReader } from "../../state/store.ts";
import { ec2Errors } from "./errors.ts";
import type { AskedRule } from "./ip-permissions.ts";
import { chosenGroup, type RulePeer, type SecurityGroupRule } from "./security-groups.ts";

/** A rule that has no id yet. */
export type ResolvedRule = Omit<SecurityGroupRule, "ruleId" | "isEgress">;

/**
 * The asked-for rule with its group looked up.
 *
 * @throws AwsError `InvalidGroup.NotFound` where it names a group that does not exist.
 */
export function resolveRule(context: OperationContext, reader: StoreReader, asked: AskedRule): ResolvedRule {
  const { peer } = asked;
  if (peer.type !== "group") return { ...asked, peer };
  // Groups of other accounts can be named only across a peering, and there is none.
  if (peer.accountId !== undefined && peer.accountId !== context.caller.accountId) {
    throw ec2Errors.groupNotFound(peer.groupId ?? peer.groupName ?? "");
  }
  const { groupId, accountId } = chosenGroup(context, reader, peer);
  return { ...asked, peer: { type: "group", groupId, accountId } };
}

/** Whether two rules say the same, whatever their descriptions. */
export function sameTraffic(a: ResolvedRule, b: ResolvedRule): boolean {
  return (
    a.protocol === b.protocol && a.fromPort === b.fromPort && a.toPort === b.toPort && peerId(a.peer) === peerId(b.peer)
  );
}

/** A rule as EC2 quotes it in its errors. */
export function ruleText(rule: ResolvedRule): string {
  const protocol = rule.protocol === "-1" ? "ALL" : rule.protocol.toUpperCase();
  const ports =
    rule.fromPort === undefined || rule.toPort === undefined
      ? ""
      : `from port: ${rule.fromPort}, to port: ${rule.toPort}, `;
  return `peer: ${peerId(rule.peer)}, ${protocol}, ${ports}ALLOW`;
}

function peerId(peer: RulePeer): string {
  switch (peer.type) {
    case "group":
      return peer.groupId;
    case "prefix-list":
      return peer.prefixListId;
    default:
      return peer.cidr;
  }
}
