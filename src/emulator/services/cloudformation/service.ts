import { queryService } from "../../pipeline/query-service.ts";
import type { Operation, Service } from "../../pipeline/service.ts";
import { callerOfInstance } from "./instance-caller.ts";
import type { CloudFormationOperationName } from "./operation-names.ts";
import { createChangeSet } from "./operations/create-change-set.ts";
import { createStack } from "./operations/create-stack.ts";
import { deleteChangeSet } from "./operations/delete-change-set.ts";
import { deleteStack } from "./operations/delete-stack.ts";
import { describeChangeSet } from "./operations/describe-change-set.ts";
import { describeStackEvents } from "./operations/describe-stack-events.ts";
import { describeStackResource } from "./operations/describe-stack-resource.ts";
import { describeStackResources } from "./operations/describe-stack-resources.ts";
import { describeStacks } from "./operations/describe-stacks.ts";
import { executeChangeSet } from "./operations/execute-change-set.ts";
import { getTemplate } from "./operations/get-template.ts";
import { getTemplateSummary } from "./operations/get-template-summary.ts";
import { listChangeSetsOperation } from "./operations/list-change-sets.ts";
import { listExportsOperation } from "./operations/list-exports.ts";
import { listImports } from "./operations/list-imports.ts";
import { listStackResources } from "./operations/list-stack-resources.ts";
import { listStacksOperation } from "./operations/list-stacks.ts";
import { signalResource } from "./operations/signal-resource.ts";
import { updateStack } from "./operations/update-stack.ts";
import { updateTerminationProtection } from "./operations/update-termination-protection.ts";
import { validateTemplate } from "./operations/validate-template.ts";

const operations: Readonly<Record<CloudFormationOperationName, Operation>> = {
  CreateChangeSet: createChangeSet,
  CreateStack: createStack,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DescribeChangeSet: describeChangeSet,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  ExecuteChangeSet: executeChangeSet,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSetsOperation,
  ListExports: listExportsOperation,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacksOperation,
  SignalResource: signalResource,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
};

/** AWS CloudFormation, API version 2010-05-15. */
export const cloudformation: Service = queryService({
  name: "cloudformation",
  namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
  operations: new Map(Object.entries(operations)),
  callerOfInstance,
  jsonTimes: /(?:Time|Timestamp)$/,
});
