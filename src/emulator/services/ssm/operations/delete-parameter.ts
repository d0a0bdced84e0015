import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { removeParameter } from "../../../state/parameters.ts";
import { requireOwn } from "../own-parameter.ts";
import { readName } from "../parameter-names.ts";
import { onParameter } from "../requirements.ts";

/** Forgets a parameter with all of its versions. */
export const deleteParameter: Operation = operation({
  name: "DeleteParameter",
  errors: ["ParameterNotFound"],
  parse(request) {
    const params = jsonParams(request);
    const name = params.requiredText("Name", { min: 1, max: 2048 });
    params.check();
    return readName(name);
  },
  authorise: (reference, context) => [onParameter(reference, { action: "DeleteParameter", context })],
  run: (reference, context) =>
    context.state.store.transaction((writer) => removeParameter(writer, requireOwn(reference, context, writer))),
});
