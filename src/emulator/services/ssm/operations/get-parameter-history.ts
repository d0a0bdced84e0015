import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { requireOwn } from "../own-parameter.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { historyItem } from "../parameter-items.ts";
import { readName } from "../parameter-names.ts";
import { onParameter } from "../requirements.ts";

const MAX_RESULTS = 50;
/** So that numbers of versions stand in their order as texts. */
const DIGITS = 10;

/** Shows the versions of a parameter that are kept, the oldest first. */
export const getParameterHistory: Operation = operation({
  name: "GetParameterHistory",
  errors: ["InvalidNextToken", "ParameterNotFound"],
  parse(request) {
    const params = jsonParams(request);
    const name = params.requiredText("Name", { min: 1, max: 2048 });
    const decrypt = params.boolean("WithDecryption") ?? false;
    const page = readPageRequest(params, MAX_RESULTS);
    params.check();
    return { reference: readName(name), decrypt, page };
  },
  authorise: ({ reference }, context) => [onParameter(reference, { action: "GetParameterHistory", context })],
  run({ reference, decrypt, page }, context) {
    const { state } = context;
    const record = requireOwn(reference, context, state.store);
    const { items, end } = cutPage(record.versions, page, ({ version }) => String(version).padStart(DIGITS, "0"));
    return { Parameters: items.map((version) => historyItem(record, version, { state, decrypt })), ...end };
  },
});
