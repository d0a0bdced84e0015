import type { PolicyKind } from "./model.ts";

/** Everything that AWS tells apart in a policy document that it refuses. */
export type Problem =
  | { readonly type: "not-json" | "leading-space" | "syntax" | "empty-statement" }
  | { readonly type: "characters" | "bad-version" | "principal-present" | "bad-principal-text" }
  | { readonly type: "no-actions" | "no-resources" | "trust-action" | "no-vendor" | "colons" | "vendor-pattern" }
  | { readonly type: "sid-not-unique" | "sid-characters" }
  | { readonly type: "too-long"; readonly length: number; readonly limit: number }
  | { readonly type: "missing-field" | "unknown-field" | "prohibited-field"; readonly field: string }
  | { readonly type: "bad-vendor" | "bad-effect" | "bad-resource" | "bad-operator"; readonly value: string }
  | { readonly type: "bad-partition"; readonly partition: string; readonly resource: string }
  | { readonly type: "bad-principal"; readonly principalType: string; readonly value: string };

/** An error code and message of AWS, with the `<Detail>` that S3 adds to some. */
export interface AwsAnswer {
  readonly awsCode: string;
  readonly awsMessage: string;
  readonly awsDetail?: string;
}

const SYNTAX = "Syntax errors in policy.";

/**
 * What AWS answers to a problem: S3 for resource policies, STS for session policies, Organizations for SCPs and RCPs,
 * IAM for the others. Organizations tells no more than that the document is not what its kind demands.
 */
export function awsAnswer(problem: Problem, kind: PolicyKind): AwsAnswer {
  if (kind === "resource") return s3Answer(problem);
  if (kind === "scp" || kind === "rcp") return organizationsAnswer(problem);
  if (problem.type === "characters") return charactersAnswer(kind);
  if (problem.type === "too-long") return lengthAnswer(problem.length, problem.limit, kind);
  return { awsCode: "MalformedPolicyDocument", awsMessage: iamText(problem, kind) };
}

/** The code and texts of Organizations' API reference; its answers were never recorded here. */
function organizationsAnswer({ type }: Problem): AwsAnswer {
  if (type === "too-long") {
    return {
      awsCode: "ConstraintViolationException",
      awsMessage: "You have exceeded the allowed policy content size.",
    };
  }
  const awsMessage = "The provided policy document does not meet the requirements of the specified policy type.";
  return { awsCode: "MalformedPolicyDocumentException", awsMessage };
}

function charactersAnswer(kind: PolicyKind): AwsAnswer {
  const constraint = "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+";
  const awsMessage =
    kind === "session"
      ? `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: ${constraint}`
      : "The specified value for policyDocument is invalid. It must contain only printable ASCII characters.";
  return { awsCode: "ValidationError", awsMessage };
}

function lengthAnswer(length: number, limit: number, kind: PolicyKind): AwsAnswer {
  if (kind === "session") {
    const percent = Math.ceil((length / limit) * 100);
    const awsMessage = `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`;
    return { awsCode: "PackedPolicyTooLarge", awsMessage };
  }
  const awsMessage = `1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: Member must have length less than or equal to ${limit}`;
  return { awsCode: "ValidationError", awsMessage };
}

function iamText(problem: Problem, kind: PolicyKind): string {
  switch (problem.type) {
    case "not-json":
      if (kind === "session") return "The policy is not in the valid JSON format.";
      return kind === "trust" ? "This policy contains invalid Json" : SYNTAX;
    case "leading-space":
      return "JSON strings must not have leading spaces";
    case "principal-present":
      return "Policy document should not specify a principal.";
    case "no-actions":
      return "Policy statement must contain actions.";
    case "no-resources":
      return "Policy statement must contain resources.";
    case "trust-action":
      return "AssumeRole policy may only specify STS AssumeRole actions.";
    case "no-vendor":
      return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    case "colons":
      return "Actions/Condition can contain only one colon.";
    case "vendor-pattern":
      return "Resource vendor must be fully qualified and cannot contain regexes.";
    case "bad-vendor":
      return `Vendor ${problem.value} is not valid`;
    case "sid-not-unique":
      return "Statement IDs (SID) in a single policy must be unique.";
    case "sid-characters":
      return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
    case "missing-field":
      return problem.field === "Principal" ? "Missing required field Principal" : SYNTAX;
    case "prohibited-field":
      return `Has prohibited field ${problem.field}.`;
    case "bad-resource":
      return `Resource ${problem.value} must be in ARN format or "*".`;
    case "bad-partition":
      return `Partition "${problem.partition}" is not valid for resource "${problem.resource}".`;
    case "bad-principal":
      return `Invalid principal in policy: "${problem.principalType.toUpperCase()}":"${problem.value}"`;
    default:
      return SYNTAX;
  }
}

function s3Answer(problem: Problem): AwsAnswer {
  const awsCode = "MalformedPolicy";
  if (problem.type === "bad-principal") {
    const awsDetail = `"${problem.principalType}" : "${problem.value}"`;
    return { awsCode, awsMessage: "Invalid principal in policy", awsDetail };
  }
  return { awsCode, awsMessage: s3Text(problem) };
}

function s3Text(problem: Problem): string {
  switch (problem.type) {
    case "not-json":
    case "leading-space":
      return "Policies must be valid JSON and the first byte must be '{'";
    case "empty-statement":
      return "Could not parse the policy: Statement is empty!";
    case "no-actions":
    case "no-vendor":
    case "colons":
    case "bad-vendor":
      return "Policy has invalid action";
    case "no-resources":
    case "bad-resource":
    case "bad-partition":
    case "vendor-pattern":
      return "Policy has invalid resource";
    case "missing-field":
      return `Missing required field ${problem.field}`;
    case "unknown-field":
      return `Unknown field ${problem.field}`;
    case "bad-effect":
      return `Invalid effect: ${problem.value}`;
    case "bad-operator":
      return `Invalid Condition type : ${problem.value}`;
    case "too-long":
      return "Policy exceeds the maximum allowed document size.";
    default:
      return "Invalid policy syntax.";
  }
}
