import { AwsError } from "../../../wire/index.ts";

const bad = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

/** The refusals of Systems Manager, each in AWS's words. */
export const ssmErrors = {
  invalid: (message: string): AwsError => bad("ValidationException", message),
  /** AWS says no more than the code. */
  notFound: (): AwsError => bad("ParameterNotFound", ""),
  versionNotFound: (name: string, version: string): AwsError =>
    bad(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
    ),
  alreadyExists: (): AwsError =>
    bad(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    ),
  reserved: (name: string): AwsError => bad("AccessDeniedException", `No access to reserved parameter name: ${name}.`),
  tooDeep: (): AwsError => bad("HierarchyLevelLimitExceededException", "A hierarchy can have a maximum of 15 levels."),
  badPattern: (): AwsError =>
    bad("InvalidAllowedPatternException", "The request does not meet the regular expression requirement."),
  patternMismatch: (pattern: string): AwsError =>
    bad("ParameterPatternMismatchException", `Parameter value, cannot be validated against allowedPattern: ${pattern}`),
  tooMany: (): AwsError =>
    bad("ParameterLimitExceeded", "You have exceeded the number of parameters for this AWS account."),
  tooManyVersions: (name: string, oldest: number): AwsError =>
    bad(
      "ParameterMaxVersionLimitExceeded",
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    ),
  tooManyLabels: (): AwsError =>
    bad(
      "ParameterVersionLabelLimitExceeded",
      "A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.",
    ),
  tooManyTags: (): AwsError =>
    bad("TooManyTagsError", "The Targets parameter includes too many tags. Remove one or more tags and try again."),
  badResourceId: (id: string): AwsError =>
    bad("InvalidResourceId", `The resource ID "${id}" is not valid. Verify the ID and try again.`),
  badFilterKey: (key: string, valid: readonly string[]): AwsError =>
    bad(
      "InvalidFilterKey",
      `The following filter key is not valid: ${key}. Valid filter keys include: [${valid.join(", ")}].`,
    ),
  badFilterOption: (option: string, valid: readonly string[]): AwsError =>
    bad(
      "InvalidFilterOption",
      `The following filter option is not valid: ${option}. Valid options include: [${valid.join(", ")}].`,
    ),
  badNextToken: (): AwsError => bad("InvalidNextToken", "The specified token isn't valid."),
  /** A part of an operation that the emulator does not have: refused, since to ignore it would be a false success. */
  notEmulated: (operation: string, part: string): AwsError =>
    new AwsError("NotImplemented", `${operation} with ${part} is not implemented by this emulator`, { status: 501 }),
} as const;
