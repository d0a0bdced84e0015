import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { listAwsPolicies, managedPolicies, managedPolicyArn } from "../../../state/identities.ts";
import { listedPolicy } from "../elements.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams, readPathPrefix } from "../parameters.ts";
import { type PolicyUsage, policyUsages, UNUSED } from "../policy-usage.ts";
import { onAll } from "../requirements.ts";

interface Filter {
  /** `All`, `Local` (the account's own) or `AWS`. */
  readonly scope: string;
  readonly onlyAttached: boolean;
  readonly pathPrefix: string;
  /** `PermissionsPolicy` or `PermissionsBoundary`; absent where the use does not matter. */
  readonly usageFilter: string | undefined;
}

/** Lists the managed policies of the account, and those of AWS. */
export const listPolicies: Operation = operation({
  name: "ListPolicies",
  errors: ["ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const filter: Filter = {
      scope: params.text("Scope", { oneOf: ["All", "AWS", "Local"] }) ?? "All",
      onlyAttached: params.boolean("OnlyAttached") ?? false,
      pathPrefix: readPathPrefix(params),
      usageFilter: params.text("PolicyUsageFilter", { oneOf: ["PermissionsPolicy", "PermissionsBoundary"] }),
    };
    const page = readPageRequest(params);
    params.check();
    return { filter, page };
  },
  authorise: (_input, context) => [onAll({ operation: "ListPolicies", context })],
  run({ filter, page }, { state, caller }) {
    const usages = policyUsages(state.store, caller.accountId);
    const ofAws = filter.scope === "Local" ? [] : listAwsPolicies();
    const own = filter.scope === "AWS" ? [] : managedPolicies.list(state.store, caller.accountId);
    const found = [...own, ...ofAws]
      .map((policy) => ({ policy, usage: usages.get(managedPolicyArn(policy)) ?? UNUSED }))
      .filter(({ policy, usage }) => policy.path.startsWith(filter.pathPrefix) && isAskedFor(usage, filter));
    // Of a name that the account shares with AWS the ARN tells which.
    const { items, end } = cutPage(found, page, ({ policy }) => `${policy.policyName} ${managedPolicyArn(policy)}`);
    return { Policies: items.map(({ policy, usage }) => listedPolicy(policy, usage)), ...end } satisfies XmlObject;
  },
});

function isAskedFor({ attachments, boundaries }: PolicyUsage, { onlyAttached, usageFilter }: Filter): boolean {
  if (usageFilter === "PermissionsPolicy" && attachments === 0) return false;
  if (usageFilter === "PermissionsBoundary" && boundaries === 0) return false;
  return !onlyAttached || attachments > 0;
}
