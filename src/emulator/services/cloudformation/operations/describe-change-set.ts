import type { Operation } from "../../../pipeline/service.ts";
import { changeSetItem } from "../change-set-items.ts";
import { changeSetKeys, knownChangeSet, readChangeSetChoice, stackOfChoice } from "../known-change-set.ts";
import { pageOf } from "../pages.ts";
import { stackOperation } from "../stack-operation.ts";

/** Shows what a change set would change. */
export const describeChangeSet: Operation = stackOperation({
  name: "DescribeChangeSet",
  errors: ["ChangeSetNotFound", "ValidationError"],
  parse(params) {
    const withValues = params.boolean("IncludePropertyValues") === true;
    return { ...readChangeSetChoice(params), withValues, nextToken: params.string("NextToken") };
  },
  stack: (input, context) => stackOfChoice(input, context),
  contextKeys: (input) => changeSetKeys(input),
  run(input, context) {
    const changeSet = knownChangeSet(input, context);
    const page = pageOf(changeSet.changes, ({ logicalId }) => logicalId, input.nextToken);
    return {
      ...changeSetItem(changeSet, { changes: page.items, withValues: input.withValues }),
      NextToken: page.nextToken,
    };
  },
});
