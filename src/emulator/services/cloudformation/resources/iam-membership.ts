import { iam } from "./query-calls.ts";
import type { ResourceContext } from "./resource-type.ts";

/** Who is in which group. */
export interface Membership {
  readonly GroupName: string;
  readonly UserName: string;
}

export async function changeMemberships(
  { before, after }: { before: readonly Membership[]; after: readonly Membership[] },
  context: ResourceContext,
): Promise<void> {
  for (const membership of without(after, before)) await context.call(iam("AddUserToGroup", membership));
  for (const membership of without(before, after)) await context.callUnlessGone(iam("RemoveUserFromGroup", membership));
}

function without(memberships: readonly Membership[], others: readonly Membership[]): readonly Membership[] {
  return memberships.filter(
    ({ GroupName, UserName }) => !others.some((other) => other.GroupName === GroupName && other.UserName === UserName),
  );
}
