import { AwsError } from "../../../wire/index.ts";

const invalid = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });
const missing = (message: string): AwsError => new AwsError("NoSuchEntity", message, { status: 404 });
const conflict = (code: string, message: string): AwsError => new AwsError(code, message, { status: 409 });

export const noSuchUser = (name: string): AwsError => missing(`The user with name ${name} cannot be found.`);
export const noSuchGroup = (name: string): AwsError => missing(`The group with name ${name} cannot be found.`);
export const noSuchRole = (name: string): AwsError => missing(`The role with name ${name} cannot be found.`);
export const noSuchInstanceProfile = (name: string): AwsError => missing(`Instance Profile ${name} cannot be found.`);
export const noSuchPolicy = (policyArn: string): AwsError => missing(`Policy ${policyArn} was not found.`);
export const noSuchAccessKey = (id: string): AwsError => missing(`The Access Key with id ${id} cannot be found`);

/** `owner` is `user`, `group` or `role`. */
export const noSuchInlinePolicy = (owner: string, policyName: string): AwsError =>
  missing(`The ${owner} policy with name ${policyName} cannot be found.`);

export const noSuchPolicyVersion = (policyArn: string, versionId: string): AwsError =>
  missing(`Policy ${policyArn} version ${versionId} does not exist or is not attachable.`);

export const notAttachable = (policyArn: string): AwsError =>
  missing(`Policy ${policyArn} does not exist or is not attachable.`);

/** AWS's policies for service-linked roles are for nobody else. `owner` is such as `Customer Role`. */
export const notAttachableTo = (owner: string): AwsError =>
  invalid("PolicyNotAttachable", `Cannot attach a Service Role Policy to a ${owner}.`);

export const noSuchBoundary = (policyArn: string): AwsError =>
  missing(`Scope ARN: ${policyArn} does not exist or is not attachable.`);

/** `what` is such as `User with name ada`. */
export const alreadyExists = (what: string): AwsError => conflict("EntityAlreadyExists", `${what} already exists.`);

export const policyAlreadyExists = (name: string): AwsError =>
  conflict("EntityAlreadyExists", `A policy called ${name} already exists. Duplicate names are not allowed.`);

export const deleteConflict = (message: string): AwsError => conflict("DeleteConflict", message);
export const limitExceeded = (message: string): AwsError => conflict("LimitExceeded", message);

export const quotaExceeded = (quota: string, limit: number): AwsError =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);

export const invalidArn = (): AwsError => invalid("ValidationError", "Invalid ARN:  Could not be parsed!");

/** `field` is the parameter in lower camel case, `allowed` what it may hold. */
export const invalidValue = (field: string, allowed: string): AwsError =>
  invalid("ValidationError", `The specified value for ${field} is invalid. It must ${allowed}`);

export const invalidMarker = (): AwsError => invalid("ValidationError", "Invalid Marker.");

export const duplicateTagKeys = (caseIgnored: boolean): AwsError => {
  const note = caseIgnored ? " Please note that Tag keys are case insensitive." : "";
  return invalid("InvalidInput", `Duplicate tag keys found.${note}`);
};

export const systemTag = (): AwsError =>
  invalid("InvalidInput", "Caller is an end user and not allowed to mutate system tags.");

export const serviceLinkedPath = (): AwsError =>
  invalid("InvalidInput", "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles");

export const unknownPrincipal = (principal: string): AwsError =>
  invalid("MalformedPolicyDocument", `Invalid principal in policy: "AWS":"${principal}"`);

export const userNameNeeded = (): AwsError =>
  invalid("ValidationError", "Must specify userName when calling with non-User credentials");

/** A key that is not there and one of another account are answered alike. */
export const foreignAccessKey = (callerArn: string, accessKeyId: string): AwsError =>
  new AwsError(
    "AccessDenied",
    `User: ${callerArn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${accessKeyId}`,
    { status: 403 },
  );

/** What IAM answers to credentials that it does not take at all. */
export const invalidClientToken = (): AwsError =>
  new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", { status: 403 });

/** 501: a parameter that is not emulated must not look as if it had been heeded. */
export const notImplementedParameter = (operation: string, parameter: string): AwsError =>
  new AwsError("NotImplemented", `${parameter} of ${operation} is not implemented by this emulator`, { status: 501 });

export const noSuchOidcProvider = (providerArn: string): AwsError =>
  missing(`OpenIDConnect Provider not found for arn ${providerArn}`);

export const oidcProviderAlreadyExists = (issuer: string): AwsError => alreadyExists(`Provider with url ${issuer}`);

export const malformedProviderUrl = (): AwsError => invalid("ValidationError", "Invalid Open ID Connect Provider URL");
export const invalidProviderUrl = (): AwsError => invalid("InvalidInput", "Invalid Open ID Connect Provider URL.");
export const insecureProviderUrl = (): AwsError =>
  invalid("InvalidInput", "Invalid Open ID Connect Provider URL. The URL must begin with https://.");

export const badThumbprintCount = (limit: number): AwsError =>
  invalid("InvalidInput", `Thumbprint list must contain fewer than ${limit} entries.`);

export const noThumbprints = (): AwsError =>
  invalid("InvalidInput", "Thumbprint list must contain at least one entry.");

export const clientIdQuotaExceeded = (limit: number): AwsError =>
  quotaExceeded("ClientIdsPerOpenIdConnectProvider", limit);
