import type { Operation } from "../../../pipeline/service.ts";
import { pageOf } from "../pages.ts";
import { stackSummary } from "../stack-items.ts";
import { stackOperation } from "../stack-operation.ts";
import { listStacks } from "../stacks.ts";

/** CloudFormation tells of deleted stacks for 90 days. */
const DELETED_VISIBLE_MILLISECONDS = 90 * 86_400_000;

/** Lists stacks, deleted ones too, newest first. */
export const listStacksOperation: Operation = stackOperation({
  name: "ListStacks",
  errors: ["ValidationError"],
  parse: (params) => ({ statuses: new Set(params.list("StackStatusFilter")), nextToken: params.string("NextToken") }),
  stack: () => undefined,
  run({ statuses, nextToken }, { state, caller }) {
    const oldest = state.clock.now().getTime() - DELETED_VISIBLE_MILLISECONDS;
    const stacks = listStacks(state.store, caller.accountId).filter(
      ({ status, deletedAt }) =>
        (statuses.size === 0 || statuses.has(status)) &&
        (deletedAt === undefined || new Date(deletedAt).getTime() >= oldest),
    );
    const page = pageOf(stacks, ({ stackId }) => stackId, nextToken);
    return { StackSummaries: page.items.map(stackSummary), NextToken: page.nextToken };
  },
});
