import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { groups } from "../../../state/groups.ts";
import { listAwsPolicies, managedPolicies, managedPolicyArn, roles, users } from "../../../state/identities.ts";
import type { EmulatorState } from "../../../state/state.ts";
import type { StoreReader } from "../../../state/store.ts";
import { groupDetail, policyDetail, roleDetail, userDetail } from "../authorization-details.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams } from "../parameters.ts";
import { policyUsages, UNUSED } from "../policy-usage.ts";
import { onAll } from "../requirements.ts";

const FILTERS = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"] as const;
type Filter = (typeof FILTERS)[number];

/** The answer's lists, in its order. */
const LISTS = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"] as const;

interface Entry {
  readonly filter: Filter;
  readonly list: (typeof LISTS)[number];
  readonly name: string;
  /** Made for the page that shows it alone. */
  readonly detail: () => XmlObject;
}

/** Describes all users, groups and roles of the account, with their policies, and the managed policies in use. */
export const getAccountAuthorizationDetails: Operation = operation({
  name: "GetAccountAuthorizationDetails",
  errors: ["ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const filters = params.texts("Filter", { maxCount: Number.POSITIVE_INFINITY, oneOf: FILTERS });
    const page = readPageRequest(params);
    params.check();
    return { filters: new Set(filters.length === 0 ? FILTERS : filters), page };
  },
  authorise: (_input, context) => [onAll({ operation: "GetAccountAuthorizationDetails", context })],
  run({ filters, page }, { state, caller }) {
    const entries = [
      ...identityEntries(state, caller.accountId),
      ...policyEntries(state.store, caller.accountId, filters.has("AWSManagedPolicy")),
    ].filter(({ filter }) => filters.has(filter));
    const { items, end } = cutPage(entries, page, ({ list, name }) => `${LISTS.indexOf(list)} ${name}`);
    const lists = LISTS.map((list) => [list, items.filter((item) => item.list === list).map(({ detail }) => detail())]);
    return { ...Object.fromEntries(lists), ...end } satisfies XmlObject;
  },
});

function identityEntries(state: EmulatorState, accountId: string): readonly Entry[] {
  const { store: reader, lastUses } = state;
  return [
    ...users.list(reader, accountId).map((user): Entry => {
      return { filter: "User", list: "UserDetailList", name: user.userName, detail: () => userDetail(user, reader) };
    }),
    ...groups.list(reader, accountId).map((group): Entry => {
      return {
        filter: "Group",
        list: "GroupDetailList",
        name: group.groupName,
        detail: () => groupDetail(group, reader),
      };
    }),
    ...roles.list(reader, accountId).map((role): Entry => {
      const detail = () => roleDetail(role, reader, lastUses.find(reader, role.roleId));
      return { filter: "Role", list: "RoleDetailList", name: role.roleName, detail };
    }),
  ];
}

/** The account's own policies, and those of AWS that something in the account uses. */
function policyEntries(reader: StoreReader, accountId: string, withAws: boolean): readonly Entry[] {
  const usages = policyUsages(reader, accountId);
  const ofAws = withAws ? listAwsPolicies().filter((policy) => usages.has(managedPolicyArn(policy))) : [];
  return [...managedPolicies.list(reader, accountId), ...ofAws].map((policy): Entry => {
    const arn = managedPolicyArn(policy);
    return {
      filter: policy.accountId === accountId ? "LocalManagedPolicy" : "AWSManagedPolicy",
      list: "Policies",
      name: `${policy.policyName} ${arn}`,
      detail: () => policyDetail(policy, usages.get(arn) ?? UNUSED),
    };
  });
}
