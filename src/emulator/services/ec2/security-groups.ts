import type { OperationContext } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { Table } from "../../state/table.ts";
import { defaultNetwork } from "./default-network.ts";
import { ec2Errors } from "./errors.ts";
import { derivedId } from "./ids.ts";

/** Whom a rule lets in, or out to. */
export type RulePeer =
  | { readonly type: "ipv4"; readonly cidr: string }
  | { readonly type: "ipv6"; readonly cidr: string }
  | { readonly type: "group"; readonly groupId: string; readonly accountId: string }
  | { readonly type: "prefix-list"; readonly prefixListId: string };

export interface SecurityGroupRule {
  /** `sgr-` and 17 hex digits. */
  readonly ruleId: string;
  readonly isEgress: boolean;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, the number of another protocol, or `-1` for all. */
  readonly protocol: string;
  /** Absent for `-1`. For ICMP: the type and the code. */
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peer: RulePeer;
  readonly description?: string;
}

export interface SecurityGroupRecord {
  readonly accountId: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: readonly SecurityGroupRule[];
  readonly tags: readonly Tag[];
}

type Place = Pick<OperationContext, "state" | "caller">;

const groups = new Table<SecurityGroupRecord>("ec2-security-group");

/** Lets everything out: what every group of a VPC begins with. */
export function allowAllOut(ruleId: string): SecurityGroupRule {
  return { ruleId, isEgress: true, protocol: "-1", peer: { type: "ipv4", cidr: "0.0.0.0/0" } };
}

/** The caller's groups, the default VPC's own group among them. */
export function listGroups(place: Place, reader: StoreReader): readonly SecurityGroupRecord[] {
  const kept = [...groups.rows(reader, { under: [place.caller.accountId] })].map(([, group]) => group);
  const own = defaultGroup(place);
  // The default group exists unwritten until somebody changes it.
  return kept.some((group) => group.groupId === own.groupId) ? kept : [own, ...kept];
}

/** @throws AwsError `InvalidGroup.NotFound`. */
export function groupById(place: Place, reader: StoreReader, groupId: string): SecurityGroupRecord {
  const group = listGroups(place, reader).find((candidate) => candidate.groupId === groupId);
  if (group === undefined) throw ec2Errors.groupNotFound(groupId);
  return group;
}

/** @throws AwsError `InvalidGroup.NotFound`, with the default VPC's id. */
export function groupByName(place: Place, reader: StoreReader, groupName: string): SecurityGroupRecord {
  const group = listGroups(place, reader).find((candidate) => candidate.groupName === groupName);
  if (group === undefined) throw ec2Errors.groupNameNotFound(groupName, defaultNetwork(place).vpcId);
  return group;
}

/** How a request names a group. */
export interface GroupChoice {
  readonly groupId?: string;
  readonly groupName?: string;
}

/**
 * The group that a request names, by id or by name.
 *
 * @throws AwsError `InvalidGroup.NotFound`.
 */
export function chosenGroup(place: Place, reader: StoreReader, choice: GroupChoice): SecurityGroupRecord {
  return choice.groupId === undefined
    ? groupByName(place, reader, choice.groupName ?? "")
    : groupById(place, reader, choice.groupId);
}

/** The group's id for a decision, where the request may name it by name, or one that does not exist. */
export function groupIdForPolicy(place: Place, choice: GroupChoice): { groupId: string; tags: readonly Tag[] } {
  const found = listGroups(place, place.state.store).find(({ groupId, groupName }) =>
    choice.groupId === undefined ? groupName === choice.groupName : groupId === choice.groupId,
  );
  return { groupId: found?.groupId ?? choice.groupId ?? "*", tags: found?.tags ?? [] };
}

export function putGroup(writer: StoreWriter, group: SecurityGroupRecord): void {
  groups.put(writer, [group.accountId, group.groupId], group);
}

export function removeGroup(writer: StoreWriter, { accountId, groupId }: SecurityGroupRecord): void {
  groups.remove(writer, accountId, groupId);
}

/** The group that the default VPC came with: its members reach one another. It cannot be deleted. */
export function defaultGroup(place: Place): SecurityGroupRecord {
  const { accountId } = place.caller;
  const { vpcId } = defaultNetwork(place);
  const groupId = derivedId("sg", vpcId);
  const fromItself: SecurityGroupRule = {
    ruleId: derivedId("sgr", `${groupId} in`),
    isEgress: false,
    protocol: "-1",
    peer: { type: "group", groupId, accountId },
  };
  return {
    accountId,
    groupId,
    groupName: "default",
    description: "default VPC security group",
    vpcId,
    rules: [fromItself, allowAllOut(derivedId("sgr", `${groupId} out`))],
    tags: [],
  };
}
