import type { STSClient } from "@aws-sdk/client-sts";
import { KeyleaseError } from "../core/index.ts";
import type { SessionTag } from "./session-tags.ts";

/** What a session is confined by, and for how long. */
export interface MintLimits {
  /** The session policy, as JSON. INVARIANT: never empty, for that would lease all that the role may do. */
  readonly policy: string;
  /** 900 to 43,200. */
  readonly durationSeconds: number;
  readonly tags: readonly SessionTag[];
}

/** What a call of STS is made with. */
export interface MintRequest extends MintLimits {
  readonly client: STSClient;
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
  /** In percent of what STS allots to policy and tags; absent where it does not say. */
  readonly packedPolicySize?: number;
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
  readonly PackedPolicySize?: number | undefined;
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
    ...(answer.PackedPolicySize === undefined ? {} : { packedPolicySize: answer.PackedPolicySize }),
  };
}

/** The SDK takes no `undefined` for an absent signal. */
export function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** Session tags as calls of STS take them; nothing where there are none. */
export function tagParameters(tags: readonly SessionTag[]): { Tags?: { Key: string; Value: string }[] } {
  return tags.length === 0 ? {} : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
}
