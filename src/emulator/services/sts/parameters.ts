import { tryParseArn } from "../../../core/index.ts";
import { parsePolicy } from "../../../policy/index.ts";
import { ConstrainedParams } from "../../pipeline/constrained-params.ts";
import { queryParams } from "../../pipeline/query-service.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { Tag } from "../../state/identities.ts";
import { duplicateTagKeys, invalidArn, reservedTagKey } from "./errors.ts";

const POLICY_CHARACTERS = "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+";
/** As in AWS's model, whose last two ranges were meant for characters beyond U+FFFF, but leave them out. */
const ARN_CHARACTERS = "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+";
const TAG_CHARACTERS = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";
export const NAME_CHARACTERS = "[\\w+=,.@-]*";

/** What limits and describes a session, in AssumeRole and GetFederationToken alike. */
export interface SessionInput {
  /** The inline session policy; never empty. */
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  readonly tags: readonly Tag[];
}

/** Reads the parameters of a request to STS, which repeats the values that it refuses. */
export function stsParams(request: ServiceRequest): ConstrainedParams {
  return new ConstrainedParams(queryParams(request), { showValues: true });
}

/** `RoleArn`. Call `params.check()` and then {@link requireArn}. */
export function readRoleArn(params: ConstrainedParams): string {
  return params.requiredText("RoleArn", { min: 20, max: 2048, pattern: ARN_CHARACTERS });
}

/** Reads an ARN that AWS checks for its six parts only, after the constraints. */
export function requireArn(text: string): void {
  if (tryParseArn(text) === undefined) throw invalidArn(text);
}

/**
 * Reads `Policy`, `PolicyArns` and `Tags`. Call `params.check()` and then {@link checkSessionInput}.
 *
 * @param maxPolicyCharacters absent where the API's model has no maximum.
 */
export function readSessionInput(params: ConstrainedParams, maxPolicyCharacters?: number): SessionInput {
  return {
    ...readSessionLimits(params, maxPolicyCharacters),
    tags: params.structs("Tags", { maxCount: 50 }).map((entry) => ({
      key: entry.requiredText("Key", { min: 1, max: 128, pattern: `${TAG_CHARACTERS}+` }),
      value: entry.requiredText("Value", { max: 256, pattern: `${TAG_CHARACTERS}*` }),
    })),
  };
}

/** Reads `Policy` and `PolicyArns`, like {@link readSessionInput}. */
export function readSessionLimits(params: ConstrainedParams, maxPolicyCharacters?: number): Omit<SessionInput, "tags"> {
  const max = maxPolicyCharacters === undefined ? {} : { max: maxPolicyCharacters };
  return {
    policy: params.text("Policy", { min: 1, pattern: POLICY_CHARACTERS, ...max }),
    policyArns: params
      .structs("PolicyArns", { maxCount: 10 })
      .map((entry) => entry.requiredText("arn", { min: 20, max: 2048 })),
  };
}

/**
 * Checks what single constraints cannot: that the policy is one, and that no tag key is there twice.
 *
 * @throws PolicyError where the session policy is not valid.
 * @throws AwsError `InvalidParameterValue` or `ValidationError`.
 */
export function checkSessionInput({ policy, policyArns, tags }: SessionInput): void {
  if (policy !== undefined) parsePolicy(policy, "session");
  for (const arn of policyArns) requireArn(arn);
  const keys = tags.map(({ key }) => key.toLowerCase());
  if (new Set(keys).size < keys.length) throw duplicateTagKeys();
  if (keys.some((key) => key.startsWith("aws:"))) throw reservedTagKey();
}
