import { tryParseArn } from "../../../core/index.ts";
import type { Requirement } from "../../pipeline/service.ts";
import { type RoleRecord, roleArn, roles } from "../../state/identities.ts";
import type { EmulatorState } from "../../state/state.ts";

/** The role of an ARN, in the role's own account; the whole ARN must fit, path and case included. */
export function findRoleByArn(state: EmulatorState, arn: string): RoleRecord | undefined {
  const { accountId = "", resource = "" } = tryParseArn(arn) ?? {};
  const name = /^role\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
  const role = name === undefined ? undefined : roles.find(state.store, accountId, name);
  return role !== undefined && roleArn(role) === arn ? role : undefined;
}

/**
 * What a role's trust policy must allow. A role that is not there is asked all the same, with no trust policy:
 * it is refused and explained like one that does not trust the caller.
 */
export function trustRequirement(
  state: EmulatorState,
  arn: string,
  { action, context }: Required<Pick<Requirement, "action" | "context">>,
): Requirement {
  const role = findRoleByArn(state, arn);
  return {
    action,
    resource: arn,
    resourceAccountId: tryParseArn(arn)?.accountId ?? "",
    resourcePolicies:
      role === undefined
        ? []
        : [
            {
              name: `trust policy of role ${role.roleName}`,
              policy: state.policies.parse(role.trustPolicy, "trust"),
            },
          ],
    resourcePolicyRequired: true,
    context: { ...context, ...resourceTags(role) },
  };
}

function resourceTags(role: RoleRecord | undefined): Record<string, string> {
  return Object.fromEntries(
    (role?.tags ?? []).flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}
