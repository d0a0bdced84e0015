import type { Operation } from "../../../pipeline/service.ts";
import { requiredCapabilities } from "../capabilities.ts";
import * as read from "../parameters.ts";
import { stackOperation } from "../stack-operation.ts";
import { parseTemplate } from "../template/parse.ts";
import { checkCircles } from "../template/plan.ts";

/** Checks what can be checked of a template without parameters, and tells what a stack of it needs. */
export const validateTemplate: Operation = stackOperation({
  name: "ValidateTemplate",
  errors: ["ValidationError"],
  parse: (params) => ({ body: read.templateBody(params) }),
  stack: () => undefined,
  run({ body }) {
    const template = parseTemplate(body);
    checkCircles(template);
    const { capabilities, types } = requiredCapabilities(template);
    return {
      Parameters: [...template.parameters.values()].map((parameter) => ({
        ParameterKey: parameter.name,
        DefaultValue: parameter.default,
        NoEcho: parameter.noEcho,
        Description: parameter.description,
      })),
      Description: template.description,
      Capabilities: capabilities,
      CapabilitiesReason:
        types.length === 0 ? undefined : `The following resource(s) require capabilities: [${types.join(", ")}]`,
      DeclaredTransforms: template.transforms,
    };
  },
});
