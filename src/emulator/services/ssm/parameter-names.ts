import { type ParameterReference, parameterKey, readReference } from "../../state/parameters.ts";
import { ssmErrors } from "./errors.ts";

/** A parameter as a request names it. */
export interface NamedParameter extends ParameterReference {
  /** As it was given, with its selector. */
  readonly asGiven: string;
  /** As answers repeat it; absent where an ARN was given, for which they have the parameter's own name. */
  readonly shownName?: string;
}

const SEGMENT = /^[A-Za-z0-9_.-]+$/;
const MAX_LEVELS = 15;
/** With the ARN before it. */
const MAX_ARN_CHARACTERS = 1011;
const ARN_PREFIX_CHARACTERS = "arn:aws:ssm:us-northeast-1:123456789012:parameter/".length;

const PATH_RULE =
  "If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_";

/**
 * Reads the name, or ARN, of a parameter that is to be read.
 *
 * @throws AwsError `ValidationException` where no parameter could be named so.
 */
export function readName(text: string): NamedParameter {
  const reference = readReference(text);
  if (text.startsWith("arn:")) {
    if (reference.key === text) throw badName();
    return { ...reference, asGiven: text };
  }
  const [name = "", ...selectors] = text.split(":");
  if (selectors.length > 1 || selectors[0] === "" || !isWellFormed(name) || /^\/?ssm/i.test(name)) throw badName();
  return { ...reference, asGiven: text, shownName: name };
}

/**
 * Checks the name of a parameter that is to be written.
 *
 * @throws AwsError `ValidationException`, `AccessDeniedException` where AWS keeps the name for itself,
 * `HierarchyLevelLimitExceededException`.
 */
export function checkNewName(name: string): void {
  const isPath = name.lastIndexOf("/") > 0;
  if (/^\/aws/i.test(name) && isPath) throw ssmErrors.reserved(name);
  if (/^\/?(aws|ssm)/i.test(name)) {
    if (isPath) throw badName();
    throw ssmErrors.invalid(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`);
  }
  if (!isWellFormed(name)) throw badName();
  if (parameterKey(name).split("/").length > MAX_LEVELS) throw ssmErrors.tooDeep();
  if (name.length > MAX_ARN_CHARACTERS - ARN_PREFIX_CHARACTERS) {
    throw ssmErrors.invalid(`Parameter name: must not be longer than ${MAX_ARN_CHARACTERS} characters with its ARN.`);
  }
}

/**
 * Checks a path of GetParametersByPath.
 *
 * @throws AwsError `ValidationException`.
 */
export function checkPath(path: string): void {
  const inner = path.replace(/\/$/, "");
  const isReserved = /^\/(aws|ssm)/i.test(path) && !path.startsWith("/aws/");
  if (path.startsWith("/") && (inner === "" || isWellFormed(inner)) && !isReserved) return;
  throw ssmErrors.invalid(
    `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can't be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.`,
  );
}

/** One name without a slash in front, or a path with one. */
function isWellFormed(name: string): boolean {
  const segments = name.split("/");
  if (segments.length === 1) return SEGMENT.test(name);
  return segments[0] === "" && segments.slice(1).every((segment) => SEGMENT.test(segment));
}

function badName(): Error {
  return ssmErrors.invalid(`Parameter name: can't be prefixed with "ssm" (case-insensitive). ${PATH_RULE}`);
}
