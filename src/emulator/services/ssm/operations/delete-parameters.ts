import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { removeParameter } from "../../../state/parameters.ts";
import { findOwn } from "../own-parameter.ts";
import { readName } from "../parameter-names.ts";
import { onParameter } from "../requirements.ts";

export interface DeleteParametersResult {
  readonly DeletedParameters: readonly string[];
  readonly InvalidParameters: readonly string[];
}

/** Forgets up to ten parameters; those that do not exist are told. */
export const deleteParameters: Operation = operation({
  name: "DeleteParameters",
  errors: [],
  parse(request) {
    const params = jsonParams(request);
    const names = params.texts("Names", { minCount: 1, maxCount: 10, min: 1, max: 2048 });
    params.check();
    return [...new Set(names)].map(readName);
  },
  authorise: (references, context) =>
    references.map((reference) => onParameter(reference, { action: "DeleteParameters", context })),
  run: (references, context): Promise<DeleteParametersResult> =>
    context.state.store.transaction((writer) => {
      const deleted = new Set<string>();
      for (const reference of references) {
        const record = findOwn(reference, context, writer);
        if (record === undefined) continue;
        removeParameter(writer, record);
        deleted.add(reference.asGiven);
      }
      const names = references.map(({ asGiven }) => asGiven);
      return { DeletedParameters: [...deleted], InvalidParameters: names.filter((name) => !deleted.has(name)) };
    }),
});
