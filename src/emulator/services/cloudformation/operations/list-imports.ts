import type { Operation } from "../../../pipeline/service.ts";
import { validationError } from "../errors.ts";
import { importersOf } from "../exports.ts";
import { pageOf } from "../pages.ts";
import * as read from "../parameters.ts";
import { stackOperation } from "../stack-operation.ts";

/** Lists the stacks that import an export. */
export const listImports: Operation = stackOperation({
  name: "ListImports",
  errors: ["ValidationError"],
  parse: (params) => ({ exportName: read.required(params, "ExportName"), nextToken: params.string("NextToken") }),
  stack: () => undefined,
  run({ exportName, nextToken }, { state, caller }) {
    const importers = importersOf(state.store, caller.accountId, exportName);
    if (importers.length === 0) throw validationError(`Export '${exportName}' is not imported by any stack.`);
    const page = pageOf(importers, (name) => name, nextToken);
    return { Imports: page.items, NextToken: page.nextToken };
  },
});
