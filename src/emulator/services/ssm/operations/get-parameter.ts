import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { findParameter, findVersion } from "../../../state/parameters.ts";
import { ssmErrors } from "../errors.ts";
import { placeOf } from "../own-parameter.ts";
import { type ParameterItem, parameterItem } from "../parameter-items.ts";
import { readName } from "../parameter-names.ts";
import { onParameter } from "../requirements.ts";

export interface GetParameterResult {
  readonly Parameter: ParameterItem;
}

/** Reads one parameter, the caller's or a public one. */
export const getParameter: Operation = operation({
  name: "GetParameter",
  errors: ["ParameterNotFound", "ParameterVersionNotFound"],
  parse(request) {
    const params = jsonParams(request);
    const name = params.requiredText("Name", { min: 1 });
    const decrypt = params.boolean("WithDecryption") ?? false;
    params.check();
    return { reference: readName(name), decrypt };
  },
  authorise: ({ reference }, context) => [onParameter(reference, { action: "GetParameter", context })],
  run({ reference, decrypt }, context): GetParameterResult {
    const { state } = context;
    const { selector, shownName } = reference;
    const record = findParameter(placeOf(context), reference);
    if (record === undefined) throw ssmErrors.notFound();
    const version = findVersion(placeOf(context), reference);
    if (version === undefined) throw ssmErrors.versionNotFound(shownName ?? record.name, selector ?? "");
    const options = {
      state,
      decrypt,
      ...(shownName === undefined ? {} : { shownName }),
      ...(selector === undefined ? {} : { selector }),
    };
    return { Parameter: parameterItem(record, version, options) };
  },
});
