import { listChange } from "./changes.ts";
import { iam } from "./query-calls.ts";
import type { ResourceContext } from "./resource-type.ts";

/** Who or what has permissions. */
export interface Holder {
  readonly kind: "Group" | "Role" | "User";
  readonly name: string;
}

/** What several of IAM's types say of permissions. */
export interface Permissions {
  readonly ManagedPolicyArns?: readonly string[] | undefined;
  readonly PermissionsBoundary?: string | undefined;
  readonly Policies?: readonly InlinePolicy[] | undefined;
}

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
}

/** The parameter by which IAM's operations know a holder. */
export const named = ({ kind, name }: Holder): object => ({ [`${kind}Name`]: name });

/**
 * Makes a holder's permissions what they are to be: all of them where there were none, none where they are to be none.
 * What is new comes first, so that nobody is without permissions meanwhile.
 */
export async function changePermissions(
  holder: Holder,
  { before, after }: { before: Permissions; after: Permissions },
  context: ResourceContext,
): Promise<void> {
  const [old, wanted] = [byName(before.Policies), byName(after.Policies)];
  const arns = listChange(before.ManagedPolicyArns, after.ManagedPolicyArns);
  for (const [PolicyName, PolicyDocument] of wanted) {
    if (old.get(PolicyName) === PolicyDocument) continue;
    await context.call(iam(`Put${holder.kind}Policy`, { ...named(holder), PolicyName, PolicyDocument }));
  }
  for (const PolicyArn of arns.added) await attach(holder, PolicyArn, context);
  for (const PolicyName of old.keys()) {
    if (wanted.has(PolicyName)) continue;
    await context.callUnlessGone(iam(`Delete${holder.kind}Policy`, { ...named(holder), PolicyName }));
  }
  for (const PolicyArn of arns.removed) await detach(holder, PolicyArn, context);
}

const byName = (policies: readonly InlinePolicy[] = []): ReadonlyMap<string, string> =>
  new Map(policies.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]));

/** Sets a boundary, another one, or none. */
export async function changeBoundary(
  holder: Holder & { readonly kind: "Role" | "User" },
  { before, after }: { before: Permissions; after: Permissions },
  context: ResourceContext,
): Promise<void> {
  const { PermissionsBoundary } = after;
  if (before.PermissionsBoundary === PermissionsBoundary) return;
  if (PermissionsBoundary === undefined) {
    await context.callUnlessGone(iam(`Delete${holder.kind}PermissionsBoundary`, named(holder)));
  } else {
    await context.call(iam(`Put${holder.kind}PermissionsBoundary`, { ...named(holder), PermissionsBoundary }));
  }
}

export async function attach(holder: Holder, PolicyArn: string, context: ResourceContext): Promise<void> {
  await context.call(iam(`Attach${holder.kind}Policy`, { ...named(holder), PolicyArn }));
}

export async function detach(holder: Holder, PolicyArn: string, context: ResourceContext): Promise<void> {
  await context.callUnlessGone(iam(`Detach${holder.kind}Policy`, { ...named(holder), PolicyArn }));
}

/** Those whom a policy that is a resource of its own is given to. */
export interface Holders {
  readonly Groups?: readonly string[] | undefined;
  readonly Roles?: readonly string[] | undefined;
  readonly Users?: readonly string[] | undefined;
}

export function holdersOf({ Groups, Roles, Users }: Holders): readonly Holder[] {
  const holders = (kind: Holder["kind"], names: readonly string[] = []): readonly Holder[] =>
    [...new Set(names)].map((name) => ({ kind, name }));
  return [...holders("Group", Groups), ...holders("Role", Roles), ...holders("User", Users)];
}

/** Which of `holders` are not among `others`. */
export function holdersWithout(holders: readonly Holder[], others: readonly Holder[]): readonly Holder[] {
  return holders.filter(({ kind, name }) => !others.some((other) => other.kind === kind && other.name === name));
}
