import type { Operation } from "../../../pipeline/service.ts";
import { validationError } from "../errors.ts";
import { knownChangeSet, stackOfChoice } from "../known-change-set.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { stackOperation } from "../stack-operation.ts";

/** Gives a stack's or a change set's template back as it was sent. Without macros both stages are the same. */
export const getTemplate: Operation = stackOperation({
  name: "GetTemplate",
  errors: ["ChangeSetNotFound", "ValidationError"],
  parse(params) {
    read.oneOf(params, "TemplateStage", ["Original", "Processed"]);
    const stackName = read.optionalStackNameOrId(params);
    const changeSetName = params.string("ChangeSetName");
    if (stackName === undefined && !changeSetName?.startsWith("arn:")) {
      throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
    }
    return { stackName, changeSetName };
  },
  stack: ({ stackName, changeSetName = "" }, context) => stackOfChoice({ stackName, changeSetName }, context),
  run({ stackName, changeSetName }, context) {
    const { templateBody } =
      changeSetName === undefined
        ? knownStack(stackName ?? "", context, "with id")
        : knownChangeSet({ stackName, changeSetName }, context);
    return { TemplateBody: templateBody, StagesAvailable: ["Original", "Processed"] };
  },
});
