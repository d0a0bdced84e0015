import { tryParseArn } from "../../../core/index.ts";
import { ConstrainedParams } from "../../pipeline/constrained-params.ts";
import { queryParams } from "../../pipeline/query-service.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { Tag } from "../../state/identities.ts";
import { duplicateTagKeys, invalidArn, invalidValue, systemTag } from "./errors.ts";

const TAG_CHARACTERS = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";
const MAX_DOCUMENT_CHARACTERS = 131_072;

/** Reads the parameters of a request to IAM, which does not repeat the values that it refuses. */
export function iamParams(request: ServiceRequest): ConstrainedParams {
  return new ConstrainedParams(queryParams(request), { showValues: false });
}

/** A name of 1 to `max` characters. Names that are there already may be longer than those that are made. */
export function requiredName(params: ConstrainedParams, parameter: string, max: number): string {
  const name = params.requiredText(parameter, { min: 1, max });
  checkName(parameter, name);
  return name;
}

export function optionalName(params: ConstrainedParams, parameter: string, max: number): string | undefined {
  const name = params.text(parameter, { min: 1, max });
  if (name !== undefined) checkName(parameter, name);
  return name;
}

function checkName(parameter: string, name: string): void {
  // An empty name is refused for its length, with all other constraints.
  if (!/^[\w+=,.@-]*$/.test(name)) {
    throw invalidValue(camelCase(parameter), "contain only alphanumeric characters and/or the following: +=,.@_-");
  }
}

function camelCase(parameter: string): string {
  return parameter.charAt(0).toLowerCase() + parameter.slice(1);
}

/** `Path`, `/` by default. */
export function readPath(params: ConstrainedParams): string {
  return optionalPath(params, "Path") ?? "/";
}

/** A path, which begins and ends with `/`. */
export function optionalPath(params: ConstrainedParams, parameter: "Path" | "NewPath"): string | undefined {
  const path = params.text(parameter, { min: 1, max: 512 });
  if (path !== undefined && !/^(?:\/|\/[\u0021-\u007E]+\/)$/.test(path)) {
    const allowed = "begin and end with / and contain only alphanumeric characters and/or / characters.";
    throw invalidValue(camelCase(parameter), allowed);
  }
  return path;
}

/** `PathPrefix`, `/` by default. */
export function readPathPrefix(params: ConstrainedParams): string {
  return params.text("PathPrefix", { min: 1, max: 512, pattern: "\\u002F[\\u0021-\\u007F]*" }) ?? "/";
}

export function readDocument(params: ConstrainedParams, parameter: string): string {
  return params.requiredText(parameter, { min: 1, max: MAX_DOCUMENT_CHARACTERS });
}

/** A managed policy's ARN. Call `params.check()` and then {@link checkPolicyArn}. */
export function readPolicyArn(params: ConstrainedParams, parameter = "PolicyArn"): string {
  return params.requiredText(parameter, { min: 1, max: 2048 });
}

/** @throws AwsError `ValidationError` where the text is no ARN. */
export function checkPolicyArn(policyArn: string): void {
  if (tryParseArn(policyArn) === undefined) throw invalidArn();
}

/** `PermissionsBoundary`, the ARN of a managed policy. */
export function readBoundary(params: ConstrainedParams): string | undefined {
  return params.text("PermissionsBoundary", { min: 20, max: 2048 });
}

/** Whether tag keys that differ by case alone are the same: of users and roles they are, of other entities not. */
export type TagKeyCase = "ignored" | "kept";

const TAG_KEY_RULE = { min: 1, max: 128, pattern: `${TAG_CHARACTERS}+` };

/**
 * `Tags`, at most 50.
 *
 * @throws AwsError `InvalidInput` where a key is there twice or is reserved for AWS.
 */
export function readTags(params: ConstrainedParams, tagKeyCase: TagKeyCase): readonly Tag[] {
  const tags = params.structs("Tags", { maxCount: 50 }).map((entry) => ({
    key: entry.requiredText("Key", TAG_KEY_RULE),
    value: entry.requiredText("Value", { max: 256, pattern: `${TAG_CHARACTERS}*` }),
  }));
  const keys = tags.map(({ key }) => (tagKeyCase === "ignored" ? key.toLowerCase() : key));
  if (new Set(keys).size < keys.length) throw duplicateTagKeys(tagKeyCase === "ignored");
  if (tags.some(({ key }) => /^aws:/i.test(key))) throw systemTag();
  return tags;
}

/** `Tags` where they must be given; the list may be empty. */
export function readRequiredTags(params: ConstrainedParams, tagKeyCase: TagKeyCase): readonly Tag[] {
  params.requirePresence("Tags");
  return readTags(params, tagKeyCase);
}

/** `TagKeys`, at most 50; the list may be empty. */
export function readTagKeys(params: ConstrainedParams): readonly string[] {
  params.requirePresence("TagKeys");
  return params.texts("TagKeys", { maxCount: 50, ...TAG_KEY_RULE });
}

const DESCRIPTION_RULE = { max: 1000 } as const;

/** `Description`, at most 1,000 characters. */
export function readDescription(params: ConstrainedParams): string | undefined {
  return params.text("Description", DESCRIPTION_RULE);
}

/** `Description` where it must be given; it may be empty. */
export function requiredDescription(params: ConstrainedParams): string {
  return params.requiredText("Description", DESCRIPTION_RULE);
}

/** `MaxSessionDuration` of a role, 3,600 to 43,200 seconds. */
export function readSessionMaximum(params: ConstrainedParams): number | undefined {
  return params.integer("MaxSessionDuration", { min: 3600, max: 43_200 });
}

/** `PolicyArn` and `VersionId`, checked. */
export function readPolicyVersion(params: ConstrainedParams): {
  readonly policyArn: string;
  readonly versionId: string;
} {
  const input = {
    policyArn: readPolicyArn(params),
    versionId: params.requiredText("VersionId", { pattern: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?" }),
  };
  params.check();
  checkPolicyArn(input.policyArn);
  return input;
}
