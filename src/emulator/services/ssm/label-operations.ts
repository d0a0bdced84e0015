import { jsonParams } from "../../pipeline/constrained-json.ts";
import { type Operation, type OperationContext, operation } from "../../pipeline/service.ts";
import { type ParameterRecord, type ParameterVersion, presentVersion, putParameter } from "../../state/parameters.ts";
import type { StoreWriter } from "../../state/store.ts";
import { ssmErrors } from "./errors.ts";
import { requireOwn } from "./own-parameter.ts";
import { type NamedParameter, readName } from "./parameter-names.ts";
import { onParameter } from "./requirements.ts";

export interface LabelInput {
  readonly reference: NamedParameter;
  readonly labels: readonly string[];
  readonly number: number | undefined;
}

export interface LabelOperationDefinition {
  readonly name: string;
  readonly errors: readonly string[];
  readonly isVersionRequired: boolean;
  /** Gives the changed record and what is answered. */
  change(
    record: ParameterRecord,
    version: ParameterVersion,
    labels: readonly string[],
  ): { readonly record: ParameterRecord; readonly answer: object };
}

/** An operation that changes the labels of one version. */
export function labelOperation({ name, errors, isVersionRequired, change }: LabelOperationDefinition): Operation {
  return operation<LabelInput>({
    name,
    errors: ["ParameterNotFound", "ParameterVersionNotFound", ...errors],
    parse(request) {
      const params = jsonParams(request);
      const parameter = params.requiredText("Name", { min: 1, max: 2048 });
      const labels = params.texts("Labels", { minCount: 1, maxCount: 10, min: 1, max: 100 });
      const number = params.integer("ParameterVersion", { min: 0, max: Number.MAX_SAFE_INTEGER });
      params.check();
      if (isVersionRequired && number === undefined) throw ssmErrors.invalid("ParameterVersion must be specified.");
      return { reference: readName(parameter), labels, number };
    },
    authorise: ({ reference }, context) => [onParameter(reference, { action: name, context })],
    run: (input, context) => context.state.store.transaction((writer) => run(input, context, { writer, change })),
  });
}

function run(
  { reference, labels, number }: LabelInput,
  context: OperationContext,
  { writer, change }: { writer: StoreWriter; change: LabelOperationDefinition["change"] },
): object {
  const found = requireOwn(reference, context, writer);
  const version =
    number === undefined ? presentVersion(found) : found.versions.find((candidate) => candidate.version === number);
  if (version === undefined) throw ssmErrors.versionNotFound(found.name, String(number));
  const { record, answer } = change(found, version, labels);
  putParameter(writer, record);
  return answer;
}
