import { AwsError } from "../../../../wire/index.ts";

/** What the policy simulator answers to input that it does not take. */
function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInput", message, { status: 400 });
}

/** The ARN is not of a user, group or role. */
export const unclearEntity = (arn: string): AwsError =>
  invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);

/** The simulator has resource policies for users alone. */
export const callerNotUser = (): AwsError =>
  invalidInput("Invalid caller - Caller must be an IAM user in this context.");

export const callerNeeded = (): AwsError =>
  invalidInput("Invalid caller - CallerArn is required when a ResourcePolicy is specified.");

export const badResourceName = (name: string): AwsError =>
  invalidInput(`ResourceNames are not in a valid ARN format: ${name}.`);

/** AWS's own words. */
export const badResourceOwner = (owner: string): AwsError =>
  invalidInput(`'${owner}' is not a valid as a Resource Owner.`);

export const badActionName = (name: string): AwsError =>
  invalidInput(`Invalid Input Actions: "${name}" is not a valid action name.`);

export const wildcardAction = (name: string): AwsError =>
  invalidInput(`Invalid Input Actions: wildcards are not supported in action names: "${name}".`);

export const badPolicy = (source: string, reason: string): AwsError =>
  invalidInput(`Invalid Input Policy: ${source}: ${reason}`);

export const oneBoundary = (): AwsError =>
  invalidInput("Invalid Input PermissionsBoundaryPolicyInputList: only one permissions boundary can be specified.");

export const badContextValue = (key: string, type: string): AwsError =>
  invalidInput(`Invalid Input ContextEntries: the values of ${key} are not of type ${type}.`);

export const repeatedContextKey = (key: string): AwsError =>
  invalidInput(`Invalid Input ContextEntries: ${key} is specified more than once.`);

export const unknownHandling = (option: string): AwsError =>
  invalidInput(`Invalid Input ResourceHandlingOption: ${option} is not supported.`);

export const resourcesMissing = (option: string, types: readonly string[]): AwsError =>
  invalidInput(`Invalid Input ResourceArns: ${option} requires resources of type ${types.join(", ")}.`);
