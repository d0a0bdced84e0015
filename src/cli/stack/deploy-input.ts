import type { Parameter, Tag } from "@aws-sdk/client-cloudformation";
import type { DeployStackOptions } from "./deploy-options.ts";

/** The members that a new stack and a change set have in common, as the SDK takes them. */
export interface DeployInput {
  StackName: string;
  TemplateBody: string;
  Parameters: Parameter[];
  Capabilities: never[];
  Tags?: Tag[];
  RoleARN?: string;
}

/** Writes the call's input. */
export function deployInput(options: DeployStackOptions): DeployInput {
  const { stackName, templateBody, parameters = {}, capabilities = [], tags, roleArn } = options;
  return {
    StackName: stackName,
    TemplateBody: templateBody,
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    // The SDK's type has the three names that there are; a new one is CloudFormation's to judge.
    Capabilities: [...capabilities] as never[],
    ...(tags === undefined ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(roleArn === undefined ? {} : { RoleARN: roleArn }),
  };
}
