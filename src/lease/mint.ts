import type { STSClient } from "@aws-sdk/client-sts";
import { KeyleaseError } from "../core/index.ts";

/** What a call of STS is made with. */
export interface MintRequest {
  readonly client: STSClient;
  /** The session policy, as JSON. INVARIANT: never empty, for that would lease all that the role may do. */
  readonly policy: string;
  /** 900 to 43,200. */
  readonly durationSeconds: number;
  readonly signal: AbortSignal | undefined;
}

/** What STS gave. */
export interface MintedSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  /** ARN of the session: `…:assumed-role/ROLE/SESSION` or `…:federated-user/NAME`. */
  readonly principalArn: string;
}

/** The parts of an STS answer that a lease is made of; the SDK's types leave all of them open. */
interface StsAnswer {
  readonly Credentials?:
    | {
        readonly AccessKeyId: string | undefined;
        readonly SecretAccessKey: string | undefined;
        readonly SessionToken: string | undefined;
        readonly Expiration: Date | undefined;
      }
    | undefined;
}

/**
 * Reads a session out of an answer of STS.
 *
 * @throws KeyleaseError `ServiceError` where a part is missing, which AWS never leaves out.
 */
export function readSession(answer: StsAnswer, principalArn: string | undefined): MintedSession {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration || !principalArn) {
    throw new KeyleaseError("ServiceError", "the answer of sts holds no complete credentials", {
      hint: "Check that the endpoint is one of AWS STS.",
    });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
    principalArn,
  };
}
