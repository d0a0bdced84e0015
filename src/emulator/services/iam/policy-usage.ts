import { groups } from "../../state/groups.ts";
import { roles, users } from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";

/** How many users, groups and roles a managed policy is used by. */
export interface PolicyUsage {
  readonly attachments: number;
  readonly boundaries: number;
}

/** Counts the uses of every managed policy of an account, by ARN; a policy that nobody uses is not in the map. */
export function policyUsages(reader: StoreReader, accountId: string): ReadonlyMap<string, PolicyUsage> {
  const usages = new Map<string, PolicyUsage>();
  const count = (arn: string, kind: keyof PolicyUsage): void => {
    const usage = usages.get(arn) ?? UNUSED;
    usages.set(arn, { ...usage, [kind]: usage[kind] + 1 });
  };
  for (const group of groups.list(reader, accountId)) {
    for (const arn of group.attachedPolicyArns) count(arn, "attachments");
  }
  for (const owner of [...users.list(reader, accountId), ...roles.list(reader, accountId)]) {
    for (const arn of owner.attachedPolicyArns) count(arn, "attachments");
    if (owner.permissionsBoundaryArn !== undefined) count(owner.permissionsBoundaryArn, "boundaries");
  }
  return usages;
}

/** The usage of a policy that nobody uses. */
export const UNUSED: PolicyUsage = { attachments: 0, boundaries: 0 };
