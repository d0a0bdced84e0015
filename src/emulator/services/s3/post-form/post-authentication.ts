import {
  header,
  parseCredential,
  parseSigningTime,
  SIGV4_ALGORITHM,
  SigV4FormatError,
} from "../../../../wire/index.ts";
import { authenticatePolicy, type SignedPolicy } from "../../../pipeline/authentication/signed-policy.ts";
import type { RequestSignature } from "../../../pipeline/authentication/signed-request.ts";
import { noteUse } from "../../../pipeline/note-use.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Caller } from "../../../state/caller.ts";
import { anonymousCaller } from "../../../state/callers.ts";
import type { EmulatorState } from "../../../state/state.ts";
import { s3Authentication } from "../authentication/rules.ts";
import { signatureMismatch } from "../authentication/signature-mismatch.ts";
import { accessDenied, invalidArgument } from "../errors.ts";
import type { PostForm } from "./post-form.ts";

const V4_FIELDS = ["X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date"] as const;
const V2_FIELDS = ["Signature", "AWSAccessKeyId"] as const;

/** Who has posted a form, and how it was signed. */
export interface PostSigner {
  readonly caller: Caller;
  readonly signature: RequestSignature | undefined;
}

/**
 * Proves who signed a form; one without policy and signature is anonymous.
 *
 * @throws AwsError `AccessDenied`, `InvalidArgument`, and whatever else an unproved request gets.
 */
export function authenticateForm(form: PostForm, { head }: ServiceRequest, state: EmulatorState): PostSigner {
  // The token belongs to the form; as a header it stands for a key that is not there.
  if (header(head, "x-amz-security-token") !== undefined) throw accessDenied("No AWSAccessKey was presented.");
  const v4 = V4_FIELDS.some((name) => form.get(name) !== undefined);
  const v2 = V2_FIELDS.some((name) => form.get(name) !== undefined);
  if (!v4 && !v2) {
    if (form.get("policy") !== undefined) throw accessDenied();
    return { caller: anonymousCaller, signature: undefined };
  }
  const { signed, signature } = v4 ? readV4(form, state) : readV2(form);
  const context = { rules: s3Authentication, state };
  const caller = authenticatePolicy(signed, context, {
    wrongScope: (message) => badCredential(form, message),
    // What was signed is the policy, and the client is shown that.
    badSignature: ({ accessKeyId, policy, signature: given }) =>
      signatureMismatch({ accessKeyId, signature: given, stringToSign: policy }),
  });
  noteUse(state, caller, { service: "s3", region: signed.scope?.region });
  return { caller, signature };
}

interface ReadSignature {
  readonly signed: SignedPolicy;
  readonly signature: RequestSignature;
}

function readV4(form: PostForm, state: EmulatorState): ReadSignature {
  const [signature, algorithm, , date] = V4_FIELDS.map((name) => form.require(name)) as [
    string,
    string,
    string,
    string,
  ];
  const policy = form.require("policy");
  if (algorithm !== SIGV4_ALGORITHM) {
    throw invalidArgument(`X-Amz-Algorithm only supports "${SIGV4_ALGORITHM}"`, {
      name: "X-Amz-Algorithm",
      value: algorithm,
    });
  }
  const { accessKeyId, ...scope } = readCredential(form);
  const signedAt = readDate(date);
  if (!date.startsWith(scope.date)) {
    throw badCredential(
      form,
      `Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${date.slice(0, 8)}".`,
    );
  }
  const ageMilliseconds = state.clock.now().getTime() - signedAt.getTime();
  return {
    signed: { policy, accessKeyId, sessionToken: form.get("x-amz-security-token"), signature, scope },
    signature: { version: SIGV4_ALGORITHM, place: "form", ageMilliseconds },
  };
}

function readV2(form: PostForm): ReadSignature {
  const [signature, accessKeyId] = V2_FIELDS.map((name) => form.require(name)) as [string, string];
  const policy = form.require("policy");
  return {
    signed: { policy, accessKeyId, sessionToken: form.get("x-amz-security-token"), signature },
    signature: { version: "AWS", place: "form" },
  };
}

function readCredential(form: PostForm): ReturnType<typeof parseCredential> {
  try {
    return parseCredential(form.require("X-Amz-Credential"));
  } catch (error) {
    if (!(error instanceof SigV4FormatError)) throw error;
    const shape = "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request";
    throw badCredential(form, `the Credential is mal-formed; expecting "${shape}".`);
  }
}

function readDate(text: string): Date {
  try {
    return parseSigningTime(text).at;
  } catch (error) {
    if (!(error instanceof SigV4FormatError)) throw error;
    const message = `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`;
    throw invalidArgument(message, { name: "X-Amz-Date", value: text });
  }
}

function badCredential(form: PostForm, text: string): ReturnType<typeof invalidArgument> {
  return invalidArgument(`Error parsing the X-Amz-Credential parameter; ${text}`, {
    name: "X-Amz-Credential",
    value: form.get("x-amz-credential") ?? "",
  });
}
