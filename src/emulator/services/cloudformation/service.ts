import { queryService } from "../../pipeline/query-service.ts";
import type { Operation, Service } from "../../pipeline/service.ts";
import { callerOfInstance } from "./instance-caller.ts";
import type { CloudFormationOperationName } from "./operation-names.ts";
import { createStack } from "./operations/create-stack.ts";
import { deleteStack } from "./operations/delete-stack.ts";
import { describeStackEvents } from "./operations/describe-stack-events.ts";
import { describeStackResource } from "./operations/describe-stack-resource.ts";
import { describeStackResources } from "./operations/describe-stack-resources.ts";
import { describeStacks } from "./operations/describe-stacks.ts";
import { getTemplate } from "./operations/get-template.ts";
import { listStacksOperation } from "./operations/list-stacks.ts";
import { validateTemplate } from "./operations/validate-template.ts";

const operations: Readonly<Record<CloudFormationOperationName, Operation>> = {
  CreateStack: createStack,
  DeleteStack: deleteStack,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  GetTemplate: getTemplate,
  ListStacks: listStacksOperation,
  ValidateTemplate: validateTemplate,
};

/** AWS CloudFormation, API version 2010-05-15. */
export const cloudformation: Service = queryService({
  name: "cloudformation",
  namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
  operations: new Map(Object.entries(operations)),
  callerOfInstance,
});
