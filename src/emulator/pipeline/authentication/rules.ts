import type { AwsError, RequestHead, SigV4Credential, SigV4Part } from "../../../wire/index.ts";
import type { Caller } from "../../state/caller.ts";
import type { InstanceRecord } from "../../state/instances.ts";
import type { EmulatorState } from "../../state/state.ts";
import type { ServiceName, ServiceRequest } from "../request.ts";
import type { SignaturePlace } from "./signed-request.ts";

/** How a service wants to be signed, and what it says where that fails. Codes and texts: each service's own. */
export interface AuthenticationRules {
  /** The service that scopes must name. Default: the service itself. */
  readonly signingName?: ServiceName;
  /** How the path enters the canonical request. */
  readonly pathStyle: "s3" | "standard";
  /** Whether the body is read and hashed before the signature is checked, or its declared hash is signed and checked as it streams. */
  readonly payload: "buffered" | "declared";
  readonly maxSkewSeconds: number;
  /** How long a presigned request lives: as long as it says itself, or always the same time. */
  readonly presigned: DeclaredLifetime | { readonly lifetimeSeconds: number };
  /** Whether a request without a signature goes on as anonymous. */
  readonly anonymous: boolean;
  /**
   * Whether a request without a signature, whose form was read, goes on as anonymous: its operation proves by its input
   * who asks. Default: none does.
   *
   * @throws AwsError where the request names no operation.
   */
  readonly takesUnsigned?: (request: ServiceRequest) => boolean;
  /** Whether a request goes on as anonymous even where it carries a signature. Default: none does. */
  readonly ignoresSignature?: (head: RequestHead) => boolean;
  /** Present where an instance's identity document is taken in place of a signature: who the instance is then. */
  readonly callerOfInstance?: (instance: InstanceRecord, state: EmulatorState) => Caller;
  /** Present where Signature Version 2 is taken too. */
  readonly sigV2?: SigV2Rules;
  readonly errors: AuthenticationErrors;
}

/** A presigned request says in `X-Amz-Expires` how long it lives, and in its query what could stand in headers. */
export interface DeclaredLifetime {
  /**
   * Reads `X-Amz-Expires` as seconds.
   *
   * @throws AwsError where it is no number of seconds that the service takes.
   */
  lifetimeSeconds(text: string | undefined): number;
  expired(detail: PresignedDetail): AwsError;
  early(detail: PresignedDetail): AwsError;
}

/** A presigned request that is not taken now. */
export interface PresignedDetail {
  readonly signedAt: Date;
  /** As the request says it; `undefined` of Signature Version 2, which says only when it expires. */
  readonly lifetimeSeconds: number | undefined;
  readonly expiresAt: Date;
  readonly now: Date;
}

/** How a service takes Signature Version 2. */
export interface SigV2Rules {
  /** The bucket that a host names, which is signed as part of the path. */
  bucketOfHost(host: string): string | undefined;
  /** Regions that are younger never took it. */
  takesIn(region: string): boolean;
  notTaken(): AwsError;
  malformed(place: SignaturePlace): AwsError;
  /** `Expires` is no number of seconds. */
  badExpires(text: string): AwsError;
  noDate(): AwsError;
  expired(detail: PresignedDetail): AwsError;
  badSignature(detail: {
    readonly accessKeyId: string;
    readonly signature: string;
    readonly stringToSign: string;
  }): AwsError;
}

export interface AuthenticationErrors {
  missing(): AwsError;
  /** `part` is the first thing wrong; the message is the text of the query services. */
  malformed(fault: { readonly part: SigV4Part | "host"; readonly message: string }, place: SignaturePlace): AwsError;
  /** A way of signing that this emulator does not verify: refused, never ignored. */
  unsupported(what: string): AwsError;
  /** A signature in the header and one in the query. */
  twoMechanisms(): AwsError;
  wrongScope(found: ScopeNames, expected: ScopeNames, place: SignaturePlace): AwsError;
  /** Unknown or inactive key, session key without token or with another's, deleted user or role. */
  unknownKey(accessKeyId: string): AwsError;
  /** A token that was not made here, or one with a long-term key. */
  invalidToken(token: string): AwsError;
  expiredToken(token: string): AwsError;
  /** The scope's date is not the day of signing. Default: `malformed`. */
  readonly scopeDate?: (credential: SigV4Credential, place: SignaturePlace) => AwsError;
  badSignature(detail: SignatureMismatch): AwsError;
  skewed(detail: SkewDetail): AwsError;
  /** Present where the service refuses `x-amz-…` headers that are not signed. */
  readonly unsignedHeaders?: (names: readonly string[]) => AwsError;
  /** A presigned request carries parameters in place of headers that could not be sent. */
  notAHeader(parameters: readonly string[]): AwsError;
  /** `x-amz-content-sha256` missing or impossible; only where the payload is declared. */
  readonly payloadHash?: (value: string | undefined) => AwsError;
}

/** The names of a scope that a service compares. */
export interface ScopeNames {
  readonly region: string;
  readonly service: string;
}

/** A request that was signed too long ago, or in the future. */
export interface SkewDetail {
  readonly requestTime: Date;
  /** As sent. */
  readonly requestTimeText: string;
  readonly now: Date;
  /** How far the times may differ. */
  readonly allowedSeconds: number;
}

export interface SignatureMismatch {
  readonly credential: SigV4Credential;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}
