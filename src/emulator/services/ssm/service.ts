import { jsonService } from "../../pipeline/json-service.ts";
import type { Operation, Service } from "../../pipeline/service.ts";
import type { SsmOperationName } from "./operation-names.ts";
import { addTagsToResource } from "./operations/add-tags-to-resource.ts";
import { deleteParameter } from "./operations/delete-parameter.ts";
import { deleteParameters } from "./operations/delete-parameters.ts";
import { describeParameters } from "./operations/describe-parameters.ts";
import { getParameter } from "./operations/get-parameter.ts";
import { getParameterHistory } from "./operations/get-parameter-history.ts";
import { getParameters } from "./operations/get-parameters.ts";
import { getParametersByPath } from "./operations/get-parameters-by-path.ts";
import { labelParameterVersion } from "./operations/label-parameter-version.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putParameterOperation } from "./operations/put-parameter.ts";
import { removeTagsFromResource } from "./operations/remove-tags-from-resource.ts";
import { unlabelParameterVersion } from "./operations/unlabel-parameter-version.ts";

const operations: Readonly<Record<SsmOperationName, Operation>> = {
  AddTagsToResource: addTagsToResource,
  DeleteParameter: deleteParameter,
  DeleteParameters: deleteParameters,
  DescribeParameters: describeParameters,
  GetParameter: getParameter,
  GetParameterHistory: getParameterHistory,
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  LabelParameterVersion: labelParameterVersion,
  ListTagsForResource: listTagsForResource,
  PutParameter: putParameterOperation,
  RemoveTagsFromResource: removeTagsFromResource,
  UnlabelParameterVersion: unlabelParameterVersion,
};

/** AWS Systems Manager, API version 2014-11-06: its Parameter Store. */
export const ssm: Service = jsonService({
  name: "ssm",
  target: "AmazonSSM",
  operations: new Map(Object.entries(operations)),
});
