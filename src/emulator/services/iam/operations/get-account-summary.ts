import { xmlMap } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { accountSummary } from "../account-summary.ts";
import { iamParams } from "../parameters.ts";
import { onAll } from "../requirements.ts";

/** Counts what an account has, beside its quotas. */
export const getAccountSummary: Operation = operation({
  name: "GetAccountSummary",
  errors: [],
  parse: (request) => iamParams(request).check(),
  authorise: (_input, context) => [onAll({ operation: "GetAccountSummary", context })],
  run: (_input, { state, caller }) => ({ SummaryMap: xmlMap(accountSummary(state.store, caller.accountId)) }),
});
