import type { Operation } from "../../../pipeline/service.ts";
import { stackOperation } from "../stack-operation.ts";
import { parseTemplate } from "../template/parse.ts";
import { checkCircles } from "../template/plan.ts";
import { templateFacts } from "../template-items.ts";
import { readTemplateSource, templateText } from "../template-source.ts";

/** Checks what can be checked of a template without parameters, and tells what a stack of it needs. */
export const validateTemplate: Operation = stackOperation({
  name: "ValidateTemplate",
  errors: ["ValidationError"],
  parse: (params) => ({ source: readTemplateSource(params) }),
  stack: () => undefined,
  async run({ source }, context) {
    const template = parseTemplate(await templateText(source, context));
    checkCircles(template);
    return {
      Parameters: [...template.parameters.values()].map((parameter) => ({
        ParameterKey: parameter.name,
        DefaultValue: parameter.default,
        NoEcho: parameter.noEcho,
        Description: parameter.description,
      })),
      ...templateFacts(template),
    };
  },
});
