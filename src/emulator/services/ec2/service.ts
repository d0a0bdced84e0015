import { ec2Error, ec2Success, type XmlDocument, type XmlObject } from "../../../wire/index.ts";
import { detectAction, notImplemented } from "../../pipeline/query-service.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { HttpResponse, Operation, Service } from "../../pipeline/service.ts";
import { ec2Authentication } from "./authentication.ts";
import { ec2Denial } from "./denial.ts";
import type { Ec2OperationName } from "./operation-names.ts";
import { authorizeSecurityGroupEgress } from "./operations/authorize-security-group-egress.ts";
import { authorizeSecurityGroupIngress } from "./operations/authorize-security-group-ingress.ts";
import { createKeyPair } from "./operations/create-key-pair.ts";
import { createSecurityGroup } from "./operations/create-security-group.ts";
import { deleteKeyPair } from "./operations/delete-key-pair.ts";
import { deleteSecurityGroup } from "./operations/delete-security-group.ts";
import { describeImages } from "./operations/describe-images.ts";
import { describeInstances } from "./operations/describe-instances.ts";
import { describeKeyPairs } from "./operations/describe-key-pairs.ts";
import { describeSecurityGroups } from "./operations/describe-security-groups.ts";
import { getConsoleOutput } from "./operations/get-console-output.ts";
import { importKeyPair } from "./operations/import-key-pair.ts";
import { revokeSecurityGroupEgress } from "./operations/revoke-security-group-egress.ts";
import { revokeSecurityGroupIngress } from "./operations/revoke-security-group-ingress.ts";
import { runInstances } from "./operations/run-instances.ts";
import { terminateInstances } from "./operations/terminate-instances.ts";

const NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

const operations: Readonly<Record<Ec2OperationName, Operation>> = {
  AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
  CreateKeyPair: createKeyPair,
  CreateSecurityGroup: createSecurityGroup,
  DeleteKeyPair: deleteKeyPair,
  DeleteSecurityGroup: deleteSecurityGroup,
  DescribeImages: describeImages,
  DescribeInstances: describeInstances,
  DescribeKeyPairs: describeKeyPairs,
  DescribeSecurityGroups: describeSecurityGroups,
  GetConsoleOutput: getConsoleOutput,
  ImportKeyPair: importKeyPair,
  RevokeSecurityGroupEgress: revokeSecurityGroupEgress,
  RevokeSecurityGroupIngress: revokeSecurityGroupIngress,
  RunInstances: runInstances,
  TerminateInstances: terminateInstances,
};

/** Amazon EC2, API version 2016-11-15: the Query protocol with lists, envelope and refusals of its own. */
export const ec2: Service = {
  name: "ec2",
  operations: new Map(Object.entries(operations)),
  authentication: ec2Authentication,
  detect: detectAction,
  unknownOperation: notImplemented,
  serialise(operation, result, request) {
    const answer = { operation, namespace: NAMESPACE, requestId: request.id, result: result as XmlObject | undefined };
    return documentResponse(200, ec2Success(answer), request);
  },
  serialiseError(error, request) {
    const response = documentResponse(error.status, ec2Error(error, request.id), request);
    return { ...response, headers: { ...response.headers, ...error.headers } };
  },
  denied: ec2Denial,
};

function documentResponse(status: number, document: XmlDocument, request: ServiceRequest): HttpResponse {
  return {
    status,
    headers: {
      "content-type": document.contentType,
      "x-amzn-requestid": request.id,
      "cache-control": "no-cache, no-store",
    },
    body: document.body,
  };
}
