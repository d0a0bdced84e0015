import { type Operation, operation } from "../../../pipeline/service.ts";
import { type ParameterRecord, parameterKey, presentVersion, putParameter } from "../../../state/parameters.ts";
import { ssmErrors } from "../errors.ts";
import { newVersion, refuseTooMany, withVersion } from "../new-version.ts";
import { findOwn } from "../own-parameter.ts";
import { readPutInput } from "../put-input.ts";
import { onParameter, requestTags } from "../requirements.ts";

export interface PutParameterResult {
  readonly Version: number;
  readonly Tier: string;
}

/** Makes a parameter, or a new version of one. */
export const putParameterOperation: Operation = operation({
  name: "PutParameter",
  errors: [
    "HierarchyLevelLimitExceededException",
    "InvalidAllowedPatternException",
    "ParameterAlreadyExists",
    "ParameterLimitExceeded",
    "ParameterMaxVersionLimitExceeded",
    "ParameterPatternMismatchException",
    "TooManyTagsError",
  ],
  parse: readPutInput,
  authorise({ name, overwrite, tags }, context) {
    const reference = { key: parameterKey(name) };
    const tagKeys = requestTags(tags);
    const keys = { "ssm:Overwrite": String(overwrite), ...tagKeys };
    const put = onParameter(reference, { action: "PutParameter", context, keys });
    // Tags given at creation need a permission of their own.
    return tags.length === 0
      ? [put]
      : [put, onParameter(reference, { action: "AddTagsToResource", context, keys: tagKeys })];
  },
  run(input, context): Promise<PutParameterResult> {
    const { accountId } = context.caller;
    return context.state.store.transaction((writer) => {
      const old = findOwn({ key: parameterKey(input.name) }, context, writer);
      if (old !== undefined && !input.overwrite) throw ssmErrors.alreadyExists();
      const version = newVersion(input, old === undefined ? undefined : presentVersion(old), context);
      if (old === undefined) refuseTooMany(writer, accountId);
      const record: ParameterRecord =
        old === undefined
          ? { accountId, name: input.name, versions: [version], tags: input.tags }
          : withVersion(old, version);
      putParameter(writer, record);
      return { Version: version.version, Tier: version.tier };
    });
  },
});
