import { tryParseArn } from "../../../core/index.ts";
import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import { AWS_ACCOUNT, findManagedPolicyByArn, iamArn, type Tag } from "../../state/identities.ts";
import { type EntityKind, type EntityRecord, entityArn } from "./entities.ts";

/** What an operation asks for besides the resource. */
export interface Ask {
  /** The operation's name: IAM's actions are called like its operations. */
  readonly operation: string;
  readonly context: OperationContext;
  readonly keys?: Requirement["context"];
}

/** A permission on an entity that exists, or is said to. */
export function onEntity<R extends EntityRecord>(kind: EntityKind<R>, name: string, ask: Ask): Requirement {
  const { state, caller } = ask.context;
  const entity = { accountId: caller.accountId, name };
  const record = kind.records.find(state.store, caller.accountId, name);
  return requirement(entityArn(kind, state.store, entity), {
    ...ask,
    keys: { ...resourceTags(record?.tags), ...ask.keys },
  });
}

/**
 * A permission to change what an existing user or role may do; `iam:PermissionsBoundary` is the boundary that it has.
 */
export function onBounded<R extends EntityRecord>(kind: EntityKind<R>, name: string, ask: Ask): Requirement {
  const { state, caller } = ask.context;
  const boundary = kind.records.find(state.store, caller.accountId, name)?.permissionsBoundaryArn;
  return onEntity(kind, name, { ...ask, keys: { "iam:PermissionsBoundary": boundary, ...ask.keys } });
}

/** An entity that is to be made. */
export interface NewEntity {
  readonly type: "user" | "role" | "instance-profile" | "policy";
  /** Begins with the path. */
  readonly pathAndName: string;
  readonly tags: readonly Tag[];
  readonly boundaryArn?: string | undefined;
}

const TAG_ACTIONS: Readonly<Record<NewEntity["type"], string>> = {
  user: "TagUser",
  role: "TagRole",
  "instance-profile": "TagInstanceProfile",
  policy: "TagPolicy",
};

/** The permissions to make an entity; tags need one more. */
export function onNew({ type, pathAndName, tags, boundaryArn }: NewEntity, ask: Ask): readonly Requirement[] {
  const arn = iamArn(ask.context.caller.accountId, type, pathAndName);
  const tagKeys = requestTags(tags);
  const making = requirement(arn, {
    ...ask,
    keys: { ...tagKeys, "iam:PermissionsBoundary": boundaryArn, ...ask.keys },
  });
  if (tags.length === 0) return [making];
  return [making, requirement(arn, { ...ask, operation: TAG_ACTIONS[type], keys: tagKeys })];
}

/** The condition keys of tags that a request gives. */
export function requestTags(tags: readonly Tag[]): NonNullable<Requirement["context"]> {
  return {
    "aws:TagKeys": tags.length === 0 ? undefined : tags.map(({ key }) => key),
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
  };
}

/**
 * A permission on a managed policy. Everybody may read AWS's own, but they belong to another account, which lets nobody
 * change them.
 */
export function onPolicy(policyArn: string, ask: Ask): Requirement {
  const tags = findManagedPolicyByArn(ask.context.state.store, policyArn)?.tags;
  const asked = requirement(policyArn, { ...ask, keys: { ...resourceTags(tags), ...ask.keys } });
  const changesAws = tryParseArn(policyArn)?.accountId === AWS_ACCOUNT && !/^(?:Get|List)/.test(ask.operation);
  return changesAws ? { ...asked, resourceAccountId: AWS_ACCOUNT } : asked;
}

/** A permission that has no resource: lists. */
export function onAll(ask: Ask): Requirement {
  return requirement("*", ask);
}

/** A permission on an ARN of the caller's account. */
export function requirement(resource: string, { operation, context, keys }: Ask): Requirement {
  return {
    action: `iam:${operation}`,
    resource,
    resourceAccountId: context.caller.accountId,
    ...(keys === undefined ? {} : { context: keys }),
  };
}

/** The keys of tags that a resource has. */
export function resourceTags(tags: readonly Tag[] = []): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}
