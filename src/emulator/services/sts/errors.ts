import { denialSentence } from "../../../policy/index.ts";
import { AwsError } from "../../../wire/index.ts";
import type { Caller } from "../../state/caller.ts";

const forbidden = (code: string, message: string): AwsError => new AwsError(code, message, { status: 403 });
const refused = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

/** The denial of a role that is not there or not for this caller: AWS tells nobody which, so that roles cannot be guessed. */
export function mayNotAssume({ principal }: Caller, roleArn: string): AwsError {
  return forbidden("AccessDenied", denialSentence({ principal, action: "sts:AssumeRole", resource: roleArn }, ""));
}

export function rootMayNotAssume(): AwsError {
  return forbidden("AccessDenied", "Roles may not be assumed by root accounts.");
}

export function noSessionCredentials(operation: string): AwsError {
  return forbidden("AccessDenied", `Cannot call ${operation} with session credentials`);
}

/** No MFA device exists here, so no code can be right. */
export function mfaFailed(): AwsError {
  return forbidden(
    "AccessDenied",
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
  );
}

export function durationOverRoleMaximum(): AwsError {
  return refused("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}

export function durationOverChainingLimit(): AwsError {
  return refused(
    "ValidationError",
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
  );
}

export function sourceIdentityAlreadySet(): AwsError {
  return refused("ValidationError", "The source identity is already set for this assume role session");
}

export function invalidArn(text: string): AwsError {
  return refused("ValidationError", `${text} is invalid`);
}

export function duplicateTagKeys(): AwsError {
  return refused("InvalidParameterValue", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
}

export function transitiveKeyNotRequested(): AwsError {
  return refused("InvalidParameterValue", "The specified transitive tag key must be included in the requested tags.");
}

export function transitiveKeyConflict(): AwsError {
  return refused(
    "InvalidParameterValue",
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  );
}

export function reservedTagKey(): AwsError {
  return refused("InvalidParameterValue", "Tag keys that begin with aws: are reserved for AWS.");
}

export function noSuchSessionPolicy(policyArn: string): AwsError {
  return refused("MalformedPolicyDocument", `Policy ${policyArn} does not exist or is not attachable.`);
}

export function packedPolicyTooLarge(percent: number): AwsError {
  return refused(
    "PackedPolicyTooLarge",
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  );
}

export function packedTagsTooLarge(percent: number): AwsError {
  return refused("PackedPolicyTooLarge", `Packed size of session tags consumes ${percent}% of allotted space.`);
}

export function notImplementedParameter(operation: string, parameter: string): AwsError {
  return new AwsError("NotImplemented", `${parameter} of ${operation} is not implemented by this emulator`, {
    status: 501,
  });
}

const invalidToken = (message: string): AwsError => refused("InvalidIdentityToken", message);

/** AWS says so too of tokens that are signed in a way that it does not take. */
export function notAJwt(): AwsError {
  return invalidToken("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
}

export function missingClaim(claim: string): AwsError {
  return invalidToken(`Missing a required claim: ${claim}`);
}

/** `what` says which claim is not as it must be. */
export function badClaim(what: string): AwsError {
  return invalidToken(what);
}

export function noProvider(issuer: string): AwsError {
  return invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`);
}

export function incorrectAudience(): AwsError {
  return invalidToken("Incorrect token audience");
}

export function noVerificationKey(): AwsError {
  return invalidToken(
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  );
}

export function badTokenSignature(): AwsError {
  return invalidToken("Token signature invalid.");
}

export function providerUnreachable(): AwsError {
  return refused("IDPCommunicationError", "The identity provider could not be reached.");
}

export function identityTokenExpired(nowSeconds: number, expirySeconds: number): AwsError {
  return refused(
    "ExpiredTokenException",
    `Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${expirySeconds}`,
  );
}

export function mayNotAssumeWithToken(): AwsError {
  return forbidden("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

export function unknownAccessKey(accessKeyId: string): AwsError {
  return refused("ValidationError", `${accessKeyId} is invalid`);
}

export function invalidAuthorizationMessage(): AwsError {
  return refused("InvalidAuthorizationMessageException", "Message is not valid");
}
