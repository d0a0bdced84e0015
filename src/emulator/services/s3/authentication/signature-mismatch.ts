import type { AwsError } from "../../../../wire/index.ts";
import { s3Error } from "../errors.ts";

/** A signature that does not hold, with what it was computed over. */
export interface Mismatch {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly stringToSign: string;
  /** Absent for Signature Version 2, which has none. */
  readonly canonicalRequest?: string;
}

/** S3 shows the client what it has signed itself, so that the difference can be found. */
export function signatureMismatch({ accessKeyId, signature, stringToSign, canonicalRequest }: Mismatch): AwsError {
  return s3Error(
    403,
    [
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ],
    {
      AWSAccessKeyId: accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: signature,
      StringToSignBytes: spacedHex(stringToSign),
      ...(canonicalRequest === undefined
        ? {}
        : { CanonicalRequest: canonicalRequest, CanonicalRequestBytes: spacedHex(canonicalRequest) }),
    },
  );
}

function spacedHex(text: string): string {
  return [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
