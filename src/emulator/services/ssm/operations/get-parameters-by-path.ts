import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import {
  listParameters,
  listPublicParameters,
  parameterKey,
  presentVersion,
  selectVersion,
} from "../../../state/parameters.ts";
import { isBelow, passesFilters, pathKey, readFilters } from "../filters.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { type ParameterItem, parameterItem } from "../parameter-items.ts";
import { checkPath } from "../parameter-names.ts";
import { onParameter } from "../requirements.ts";

export interface GetParametersByPathResult {
  readonly Parameters: readonly ParameterItem[];
  readonly NextToken?: string;
}

const MAX_RESULTS = 10;

/** Reads the parameters of a folder. Who may read the folder may read all that is below it, as on AWS. */
export const getParametersByPath: Operation = operation({
  name: "GetParametersByPath",
  errors: ["InvalidFilterKey", "InvalidFilterOption", "InvalidNextToken"],
  parse(request) {
    const params = jsonParams(request);
    const path = params.requiredText("Path", { min: 1, max: 2048 });
    const recursive = params.boolean("Recursive") ?? false;
    const decrypt = params.boolean("WithDecryption") ?? false;
    const filters = readFilters(params, ["Type", "KeyId", "Label"]);
    const page = readPageRequest(params, MAX_RESULTS);
    params.check();
    checkPath(path);
    return { path, recursive, decrypt, filters, page };
  },
  authorise: ({ path, recursive }, context) => [
    onParameter(
      { key: parameterKey(path) },
      { action: "GetParametersByPath", context, keys: { "ssm:Recursive": String(recursive) } },
    ),
  ],
  run({ path, recursive, decrypt, filters, page }, { state, caller }): GetParametersByPathResult {
    const folder = pathKey(path);
    const all = path.startsWith("/aws/") ? listPublicParameters() : listParameters(state.store, caller.accountId);
    const found = all.filter(
      (record) => isBelow(parameterKey(record.name), folder, recursive) && passesFilters(record, filters),
    );
    const label = filters.find(({ key }) => key === "Label")?.values[0];
    const { items, end } = cutPage(found, page, ({ name }) => parameterKey(name));
    const versionOf = (record: (typeof found)[number]) =>
      (label === undefined ? undefined : selectVersion(record, label)) ?? presentVersion(record);
    return { Parameters: items.map((record) => parameterItem(record, versionOf(record), { state, decrypt })), ...end };
  },
});
