import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, type OperationContext, operation } from "../../../pipeline/service.ts";
import { findParameter, findVersion } from "../../../state/parameters.ts";
import { placeOf } from "../own-parameter.ts";
import { type ParameterItem, parameterItem } from "../parameter-items.ts";
import { type NamedParameter, readName } from "../parameter-names.ts";
import { onParameter } from "../requirements.ts";

export interface GetParametersResult {
  readonly Parameters: readonly ParameterItem[];
  readonly InvalidParameters: readonly string[];
}

/** Reads up to ten parameters. Those that do not exist are told; those that may not be read refuse the whole call. */
export const getParameters: Operation = operation({
  name: "GetParameters",
  errors: [],
  parse(request) {
    const params = jsonParams(request);
    const names = params.texts("Names", { minCount: 1, maxCount: 10, min: 1 });
    const decrypt = params.boolean("WithDecryption") ?? false;
    params.check();
    return { references: [...new Set(names)].map(readName), decrypt };
  },
  authorise: ({ references }, context) =>
    references.map((reference) => onParameter(reference, { action: "GetParameters", context })),
  run({ references, decrypt }, context): GetParametersResult {
    const items = references.map((reference) => itemOf(reference, decrypt, context));
    return {
      Parameters: items.filter((item) => item !== undefined),
      InvalidParameters: references.filter((_, i) => items[i] === undefined).map(({ asGiven }) => asGiven),
    };
  },
});

function itemOf(reference: NamedParameter, decrypt: boolean, context: OperationContext): ParameterItem | undefined {
  const { selector, shownName } = reference;
  const record = findParameter(placeOf(context), reference);
  const version = findVersion(placeOf(context), reference);
  if (record === undefined || version === undefined) return undefined;
  return parameterItem(record, version, {
    state: context.state,
    decrypt,
    ...(shownName === undefined ? {} : { shownName }),
    ...(selector === undefined ? {} : { selector }),
  });
}
