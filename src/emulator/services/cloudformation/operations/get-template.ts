import type { Operation } from "../../../pipeline/service.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { stackOperation } from "../stack-operation.ts";

/** Gives a stack's template back as it was sent. Without macros both stages are the same. */
export const getTemplate: Operation = stackOperation({
  name: "GetTemplate",
  errors: ["ValidationError"],
  parse(params) {
    read.refuseParameters(params, ["ChangeSetName"]);
    read.oneOf(params, "TemplateStage", ["Original", "Processed"]);
    return { stackName: read.stackNameOrId(params) };
  },
  stack: ({ stackName }) => stackName,
  run({ stackName }, context) {
    const { templateBody } = knownStack(stackName, context, "with id");
    return { TemplateBody: templateBody, StagesAvailable: ["Original", "Processed"] };
  },
});
