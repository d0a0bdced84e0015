import type { XmlObject } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { validationError } from "../errors.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { stackOperation } from "../stack-operation.ts";
import type { ParameterDefinition, Template } from "../template/model.ts";
import { parseTemplate } from "../template/parse.ts";
import { templateFacts } from "../template-items.ts";
import { readTemplateSource, templateText } from "../template-source.ts";

/** Tells what a template asks for and what it makes: one that is sent, or a stack's. */
export const getTemplateSummary: Operation = stackOperation({
  name: "GetTemplateSummary",
  errors: ["ValidationError"],
  parse(params) {
    read.refuseParameters(params, ["StackSetName"]);
    const stackName = read.optionalStackNameOrId(params);
    const isSent = params.has("TemplateBody") || params.has("TemplateURL");
    if (stackName !== undefined && isSent) {
      throw validationError("StackName and TemplateBody or TemplateURL must not be specified together.");
    }
    return stackName === undefined ? { source: readTemplateSource(params) } : { stackName };
  },
  stack: ({ stackName }) => stackName,
  async run({ stackName, source }, context) {
    const body =
      source === undefined
        ? knownStack(stackName ?? "", context, "brackets").templateBody
        : await templateText(source, context);
    const template = parseTemplate(body);
    return {
      Parameters: [...template.parameters.values()].map(parameterItem),
      ...templateFacts(template),
      ResourceTypes: [...new Set([...template.resources.values()].map(({ type }) => type))],
      Version: template.version,
      Metadata: template.metadata,
      ResourceIdentifierSummaries: resourceIdentifiers(template),
    };
  },
});

function parameterItem(parameter: ParameterDefinition): XmlObject {
  return {
    ParameterKey: parameter.name,
    DefaultValue: parameter.default,
    ParameterType: parameter.type,
    NoEcho: parameter.noEcho,
    Description: parameter.description,
    ParameterConstraints: { AllowedValues: parameter.allowedValues ?? [] },
  };
}

function resourceIdentifiers({ resources }: Template): XmlObject[] {
  const types = new Set([...resources.values()].map(({ type }) => type));
  return [...types].map((type) => ({
    ResourceType: type,
    LogicalResourceIds: [...resources.values()].filter((one) => one.type === type).map(({ logicalId }) => logicalId),
  }));
}
