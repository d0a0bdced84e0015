import { templateFormatError, validationError } from "../errors.ts";

/** AWS's quotas for one template ("CloudFormation quotas"). Sizes are in bytes of UTF-8. */
export const TEMPLATE_LIMITS = {
  /** Sent in the request itself. */
  bodyBytes: 51_200,
  /** Lying in S3. */
  fetchedBytes: 1_000_000,
  descriptionBytes: 1024,
  resources: 500,
  parameters: 200,
  outputs: 200,
  mappings: 200,
  mappingAttributes: 200,
  nameCharacters: 255,
  parameterValueBytes: 4096,
} as const;

/** @throws AwsError where there are more than the limit. */
export function checkCount(what: string, count: number, limit: number): void {
  if (count > limit) {
    throw templateFormatError(`Number of ${what}, ${count}, is greater than maximum allowed, ${limit}`);
  }
}

/**
 * Logical names of resources, parameters and outputs: letters and digits only.
 *
 * @throws AwsError where a name is not.
 */
export function checkName(kind: "Resource" | "Parameter" | "Output", name: string): void {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw templateFormatError(`${kind} name ${name} is non alphanumeric.`);
  if (name.length > TEMPLATE_LIMITS.nameCharacters) {
    throw validationError(
      `Template format error: ${kind} name ${name} is longer than ${TEMPLATE_LIMITS.nameCharacters} characters`,
    );
  }
}
