import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import { findParameter, type ParameterReference, parameterArn } from "../../state/parameters.ts";
import { placeOf } from "./own-parameter.ts";

export interface Ask {
  /** Without `ssm:`. */
  readonly action: string;
  readonly context: OperationContext;
  readonly keys?: Requirement["context"];
}

/** An action on one parameter, whether it exists or not. */
export function onParameter(reference: ParameterReference, { action, context, keys }: Ask): Requirement {
  const { state, caller } = context;
  const { key, accountId = caller.accountId, region = state.region } = reference;
  const found = findParameter(placeOf(context), reference);
  return {
    action: `ssm:${action}`,
    resource: parameterArn({ region, accountId }, key),
    resourceAccountId: accountId,
    context: { ...resourceTags(found?.tags ?? []), ...keys },
  };
}

/** An action on none or all of the caller's parameters, as AWS's refusals write it. */
export function onAccount({ action, context: { state, caller } }: Omit<Ask, "keys">): Requirement {
  const resource = parameterArn({ region: state.region, accountId: caller.accountId }, "").replace(/parameter\/$/, "*");
  return { action: `ssm:${action}`, resource, resourceAccountId: caller.accountId };
}

/** Keys for tags that a request brings. */
export function requestTags(tags: readonly Tag[]): Requirement["context"] {
  if (tags.length === 0) return {};
  const keys = tags.map(({ key, value }): [string, string] => [`aws:RequestTag/${key}`, value]);
  return { ...Object.fromEntries(keys), "aws:TagKeys": tags.map(({ key }) => key) };
}

function resourceTags(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`ssm:resourceTag/${key}`, value],
    ]),
  );
}
