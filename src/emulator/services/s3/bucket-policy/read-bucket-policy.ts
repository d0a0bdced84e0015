import { type Policy, PolicyError, parsePolicy } from "../../../../policy/index.ts";
import { bindPrincipals, UnknownPrincipalError } from "../../../state/principals.ts";
import type { StoreReader } from "../../../state/store.ts";
import type { BucketPolicyRecord } from "../buckets.ts";
import { checkStatements } from "./check-statements.ts";
import { malformedPolicy } from "./malformed-policy.ts";
import { isPublicPolicy } from "./public-policy.ts";

/** The longest bucket policy, in bytes. */
const MAX_POLICY_BYTES = 20_480;

/**
 * Reads a bucket's policy and holds it to what S3 takes besides the grammar: at most 20 KB, only this bucket and its
 * objects, only actions that fit them, only principals that there are.
 *
 * @throws AwsError `MalformedPolicy`.
 */
export function readBucketPolicy(
  text: string,
  { bucket, reader }: { readonly bucket: string; readonly reader: StoreReader },
): BucketPolicyRecord {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) {
    throw malformedPolicy("Policy exceeds the maximum allowed document size.");
  }
  const policy = parse(text);
  checkStatements(policy.statements, bucket);
  return { text, boundText: bind(text, reader), isPublic: isPublicPolicy(policy) };
}

function parse(text: string): Policy {
  try {
    return parsePolicy(text, "resource");
  } catch (error) {
    if (error instanceof PolicyError) throw malformedPolicy(error.awsMessage, error.awsDetail);
    throw error;
  }
}

function bind(text: string, reader: StoreReader): string {
  try {
    return bindPrincipals(reader, text);
  } catch (error) {
    if (error instanceof UnknownPrincipalError) {
      throw malformedPolicy("Invalid principal in policy", `"AWS" : "${error.principal}"`);
    }
    throw error;
  }
}
