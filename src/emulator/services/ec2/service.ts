import { ec2Error, ec2Success, type XmlDocument, type XmlObject } from "../../../wire/index.ts";
import { detectAction, notImplemented } from "../../pipeline/query-service.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { HttpResponse, Operation, Service } from "../../pipeline/service.ts";
import { ec2Authentication } from "./authentication.ts";
import { ec2Denial } from "./denial.ts";
import type { Ec2OperationName } from "./operation-names.ts";
import { associateIamInstanceProfile } from "./operations/associate-iam-instance-profile.ts";
import { authorizeSecurityGroupEgress } from "./operations/authorize-security-group-egress.ts";
import { authorizeSecurityGroupIngress } from "./operations/authorize-security-group-ingress.ts";
import { createKeyPair } from "./operations/create-key-pair.ts";
import { createSecurityGroup } from "./operations/create-security-group.ts";
import { createTags } from "./operations/create-tags.ts";
import { deleteKeyPair } from "./operations/delete-key-pair.ts";
import { deleteSecurityGroup } from "./operations/delete-security-group.ts";
import { deleteTags } from "./operations/delete-tags.ts";
import { describeAvailabilityZones } from "./operations/describe-availability-zones.ts";
import { describeIamInstanceProfileAssociations } from "./operations/describe-iam-instance-profile-associations.ts";
import { describeImages } from "./operations/describe-images.ts";
import { describeInstanceAttribute } from "./operations/describe-instance-attribute.ts";
import { describeInstanceStatus } from "./operations/describe-instance-status.ts";
import { describeInstanceTypes } from "./operations/describe-instance-types.ts";
import { describeInstances } from "./operations/describe-instances.ts";
import { describeInternetGateways } from "./operations/describe-internet-gateways.ts";
import { describeKeyPairs } from "./operations/describe-key-pairs.ts";
import { describeRegions } from "./operations/describe-regions.ts";
import { describeRouteTables } from "./operations/describe-route-tables.ts";
import { describeSecurityGroupRules } from "./operations/describe-security-group-rules.ts";
import { describeSecurityGroups } from "./operations/describe-security-groups.ts";
import { describeSubnets } from "./operations/describe-subnets.ts";
import { describeTags } from "./operations/describe-tags.ts";
import { describeVpcs } from "./operations/describe-vpcs.ts";
import { disassociateIamInstanceProfile } from "./operations/disassociate-iam-instance-profile.ts";
import { getConsoleOutput } from "./operations/get-console-output.ts";
import { importKeyPair } from "./operations/import-key-pair.ts";
import { modifyInstanceAttribute } from "./operations/modify-instance-attribute.ts";
import { modifyInstanceMetadataOptions } from "./operations/modify-instance-metadata-options.ts";
import { rebootInstances } from "./operations/reboot-instances.ts";
import { replaceIamInstanceProfileAssociation } from "./operations/replace-iam-instance-profile-association.ts";
import { revokeSecurityGroupEgress } from "./operations/revoke-security-group-egress.ts";
import { revokeSecurityGroupIngress } from "./operations/revoke-security-group-ingress.ts";
import { runInstances } from "./operations/run-instances.ts";
import { startInstances } from "./operations/start-instances.ts";
import { stopInstances } from "./operations/stop-instances.ts";
import { terminateInstances } from "./operations/terminate-instances.ts";

const NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

const operations: Readonly<Record<Ec2OperationName, Operation>> = {
  AssociateIamInstanceProfile: associateIamInstanceProfile,
  AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
  CreateKeyPair: createKeyPair,
  CreateSecurityGroup: createSecurityGroup,
  CreateTags: createTags,
  DeleteKeyPair: deleteKeyPair,
  DeleteSecurityGroup: deleteSecurityGroup,
  DeleteTags: deleteTags,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeIamInstanceProfileAssociations: describeIamInstanceProfileAssociations,
  DescribeImages: describeImages,
  DescribeInstanceAttribute: describeInstanceAttribute,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeInstances: describeInstances,
  DescribeInternetGateways: describeInternetGateways,
  DescribeKeyPairs: describeKeyPairs,
  DescribeRegions: describeRegions,
  DescribeRouteTables: describeRouteTables,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSubnets: describeSubnets,
  DescribeTags: describeTags,
  DescribeVpcs: describeVpcs,
  DisassociateIamInstanceProfile: disassociateIamInstanceProfile,
  GetConsoleOutput: getConsoleOutput,
  ImportKeyPair: importKeyPair,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  ModifyInstanceMetadataOptions: modifyInstanceMetadataOptions,
  RebootInstances: rebootInstances,
  ReplaceIamInstanceProfileAssociation: replaceIamInstanceProfileAssociation,
  RevokeSecurityGroupEgress: revokeSecurityGroupEgress,
  RevokeSecurityGroupIngress: revokeSecurityGroupIngress,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
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
