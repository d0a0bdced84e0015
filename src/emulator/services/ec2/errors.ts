import { AwsError } from "../../../wire/index.ts";

const bad = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

/** The refusals of EC2 that more than one operation makes, each in AWS's words. */
export const ec2Errors = {
  missingParameter: (name: string): AwsError =>
    bad("MissingParameter", `The request must contain the parameter ${name}`),
  invalidValue: (value: string, parameter: string, detail: string): AwsError =>
    bad("InvalidParameterValue", `Value (${value}) for parameter ${parameter} is invalid. ${detail}`),
  invalid: (message: string): AwsError => bad("InvalidParameterValue", message),
  combination: (message: string): AwsError => bad("InvalidParameterCombination", message),
  malformedId: (code: string, id: string, prefix: string): AwsError =>
    bad(code, `Invalid id: "${id}" (expecting "${prefix}-...")`),
  instanceNotFound: (ids: readonly string[]): AwsError =>
    bad(
      "InvalidInstanceID.NotFound",
      ids.length === 1
        ? `The instance ID '${ids[0]}' does not exist`
        : `The instance IDs '${ids.join(", ")}' do not exist`,
    ),
  incorrectState: (instanceId: string, predicate: string): AwsError =>
    bad("IncorrectInstanceState", `The instance '${instanceId}' ${predicate}`),
  groupNotFound: (groupId: string): AwsError =>
    bad("InvalidGroup.NotFound", `The security group '${groupId}' does not exist`),
  groupNameNotFound: (name: string, vpcId: string): AwsError =>
    bad("InvalidGroup.NotFound", `The security group '${name}' does not exist in default VPC '${vpcId}'`),
  vpcNotFound: (vpcId: string): AwsError => bad("InvalidVpcID.NotFound", `The vpc ID '${vpcId}' does not exist`),
  subnetNotFound: (subnetId: string): AwsError =>
    bad("InvalidSubnetID.NotFound", `The subnet ID '${subnetId}' does not exist`),
  keyPairNotFound: (name: string): AwsError => bad("InvalidKeyPair.NotFound", `The key pair '${name}' does not exist`),
  dryRun: (): AwsError =>
    new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", { status: 412 }),
  /** A part of an operation that the emulator does not have: refused, since to ignore it would be a false success. */
  notEmulated: (operation: string, part: string): AwsError =>
    new AwsError("NotImplemented", `${operation} with ${part} is not implemented by this emulator`, { status: 501 }),
  coded: bad as typeof bad,
} as const;
