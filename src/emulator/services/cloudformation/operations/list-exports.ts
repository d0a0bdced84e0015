import type { Operation } from "../../../pipeline/service.ts";
import { listExports } from "../exports.ts";
import { pageOf } from "../pages.ts";
import { stackOperation } from "../stack-operation.ts";

/** Lists what the account's stacks export. */
export const listExportsOperation: Operation = stackOperation({
  name: "ListExports",
  errors: ["ValidationError"],
  parse: (params) => ({ nextToken: params.string("NextToken") }),
  stack: () => undefined,
  run({ nextToken }, { state, caller }) {
    const page = pageOf(listExports(state.store, caller.accountId), ({ name }) => name, nextToken);
    return {
      Exports: page.items.map(({ stack, name, value }) => ({
        ExportingStackId: stack.stackId,
        Name: name,
        Value: value,
      })),
      NextToken: page.nextToken,
    };
  },
});
