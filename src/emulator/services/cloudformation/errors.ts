import { AwsError } from "../../../wire/index.ts";

/** CloudFormation's answer to almost every mistake of a client. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message, { status: 400 });
}

/** A template that breaks the rules of its format. */
export function templateFormatError(message: string): AwsError {
  return validationError(`Template format error: ${message}`);
}

/** A template that is well formed, but whose functions cannot be worked out. */
export function templateError(message: string): AwsError {
  return validationError(`Template error: ${message}`);
}

/** What the transform AWS::LanguageExtensions cannot work out. */
export function transformError(message: string): AwsError {
  return validationError(`Transform AWS::LanguageExtensions failed with: ${message}`);
}

/** A value that breaks a constraint of the API's own model; the texts are those of AWS's request validation. */
export function constraintError(member: string, value: string, constraint: string): AwsError {
  return validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

export function alreadyExists(stackName: string): AwsError {
  return new AwsError("AlreadyExistsException", `Stack [${stackName}] already exists`, { status: 400 });
}

export function insufficientCapabilities(capability: string): AwsError {
  return new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${capability}]`, { status: 400 });
}

export function tokenAlreadyExists(token: string): AwsError {
  return new AwsError(
    "TokenAlreadyExistsException",
    `Client Request Token: ${token} has been used for another operation`,
    { status: 400 },
  );
}

export function changeSetNotFound(changeSet: string): AwsError {
  return new AwsError("ChangeSetNotFound", `ChangeSet [${changeSet}] does not exist`, { status: 404 });
}

/** The name of a change set that is still to be carried out. */
export function changeSetTaken(name: string): AwsError {
  return new AwsError("AlreadyExistsException", `ChangeSet [${name}] already exists`, { status: 400 });
}

/** A change set that is not in a state for what is asked. */
export function invalidChangeSetStatus(message: string): AwsError {
  return new AwsError("InvalidChangeSetStatus", message, { status: 400 });
}

/** A part of a request that AWS would act on and the emulator cannot: refused, never ignored. */
export function notEmulated(what: string): AwsError {
  return new AwsError("NotImplemented", `${what} is not implemented by this emulator`, { status: 501 });
}
