import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { listParameters, parameterKey, presentVersion } from "../../../state/parameters.ts";
import { ssmErrors } from "../errors.ts";
import { passesFilters, readFilters } from "../filters.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { type ParameterMetadataItem, parameterMetadataItem } from "../parameter-items.ts";
import { onAccount } from "../requirements.ts";

export interface DescribeParametersResult {
  readonly Parameters: readonly ParameterMetadataItem[];
  readonly NextToken?: string;
}

const NAME = "DescribeParameters";
const MAX_RESULTS = 50;

/** Shows what the account's parameters are, without their values. */
export const describeParameters: Operation = operation({
  name: NAME,
  errors: ["InvalidFilterKey", "InvalidFilterOption", "InvalidNextToken"],
  parse(request) {
    const params = jsonParams(request);
    if (params.has("Filters")) throw ssmErrors.notEmulated(NAME, "Filters");
    if (params.boolean("Shared") === true) throw ssmErrors.notEmulated(NAME, "Shared");
    const filters = readFilters(params, ["Name", "Type", "KeyId", "Path", "Tier", "DataType", "tag"]);
    const page = readPageRequest(params, MAX_RESULTS);
    params.check();
    return { filters, page };
  },
  authorise: (_input, context) => [onAccount({ action: NAME, context })],
  run({ filters, page }, { state, caller }): DescribeParametersResult {
    const found = listParameters(state.store, caller.accountId).filter((record) => passesFilters(record, filters));
    const { items, end } = cutPage(found, page, ({ name }) => parameterKey(name));
    return { Parameters: items.map((record) => parameterMetadataItem(record, presentVersion(record), state)), ...end };
  },
});
