import { createHash } from "node:crypto";
import {
  AwsError,
  formatBasicIso,
  header,
  isHostSigned,
  parseAuthorization,
  type SigV4Credential,
  SigV4FormatError,
  unsignedAmzHeaders,
  verifySignature,
} from "../../wire/index.ts";
import { findAccessKey } from "../state/accounts.ts";
import { anonymousCaller, type Caller, callerOfKey, callerOfSession } from "../state/callers.ts";
import type { EmulatorState } from "../state/state.ts";
import { BodyTooLargeError } from "./body.ts";
import type { IncomingRequest, ServiceRequest } from "./request.ts";
import type { AuthenticationRules, Service } from "./service.ts";

/** Query services read no more: AWS's own limit for STS. */
const MAX_FORM_BYTES = 10_000_000;

/** A request with the caller who was proved to have made it. */
export interface Authenticated {
  readonly request: ServiceRequest;
  readonly caller: Caller;
}

interface Signer {
  readonly caller: Caller;
  readonly secretAccessKey: string;
}

/**
 * Proves who made a request. AWS's order of checks: scope, key and token, expiry, whether the role still exists,
 * then time and signature; each wins over those that follow.
 *
 * @throws AwsError with the service's own code and text.
 */
export async function authenticate(
  incoming: IncomingRequest,
  service: Service,
  state: EmulatorState,
): Promise<Authenticated> {
  const rules = service.authentication;
  refuseOtherMechanisms(incoming, rules);
  if (header(incoming.head, "authorization") === undefined) return unsigned(incoming, rules);

  const credential = parse(incoming, rules);
  checkScope(incoming, credential, { rules, region: state.region });
  const signer = findSigner(incoming, credential, { rules, state });
  checkTime(credential, rules, state);
  const payload = await readPayload(incoming, rules);
  checkSignature(incoming, credential, { rules, signer, payloadHash: payload.hash });
  return { caller: signer.caller, request: { ...incoming, ...payload.facts } };
}

/** Presigned requests and SigV2 are signatures too: taking them for anonymous would hide what is wrong. */
function refuseOtherMechanisms({ head }: IncomingRequest, { errors }: AuthenticationRules): void {
  if (/(^|&)(X-Amz-(Signature|Algorithm|Credential)|Signature|AWSAccessKeyId)=/.test(head.query)) {
    throw errors.unsupported("a signature in the query string");
  }
  const authorization = header(head, "authorization");
  if (authorization?.startsWith("AWS ")) throw errors.unsupported("Signature Version 2");
}

async function unsigned(incoming: IncomingRequest, rules: AuthenticationRules): Promise<Authenticated> {
  if (!rules.anonymous) throw rules.errors.missing();
  return { caller: anonymousCaller, request: { ...incoming, form: "" } };
}

function parse({ head }: IncomingRequest, { errors }: AuthenticationRules): SigV4Credential {
  try {
    return parseAuthorization(head);
  } catch (error) {
    if (error instanceof SigV4FormatError) throw errors.malformed(error.message);
    throw error;
  }
}

/**
 * IAM is global and signs for us-east-1, as does STS's global endpoint; clients that were given an endpoint URL
 * sign for their own region instead. Both are the same service here.
 */
function checkScope(
  { service }: IncomingRequest,
  credential: SigV4Credential,
  { rules, region }: { rules: AuthenticationRules; region: string },
): void {
  const regionFits =
    credential.region === region || (credential.region === "us-east-1" && (service === "iam" || service === "sts"));
  if (!regionFits || credential.service !== service) {
    throw rules.errors.wrongScope(credential, { region, service });
  }
}

function findSigner(
  { head }: IncomingRequest,
  credential: SigV4Credential,
  { rules: { errors }, state }: { rules: AuthenticationRules; state: EmulatorState },
): Signer {
  const unknown = (): AwsError => errors.unknownKey(credential.accessKeyId);
  const token = header(head, "x-amz-security-token");
  if (token === undefined) {
    const key = findAccessKey(state.store, credential.accessKeyId);
    const caller = key === undefined || key.status !== "Active" ? undefined : callerOfKey(state, key);
    if (key === undefined || caller === undefined) throw unknown();
    return { caller, secretAccessKey: key.secretAccessKey };
  }
  const session = state.sessions.open(token);
  if (session === undefined) throw errors.invalidToken(token);
  if (session.accessKeyId !== credential.accessKeyId) throw unknown();
  if (state.clock.now().getTime() >= session.expiresAt) throw errors.expiredToken(token);
  const caller = callerOfSession(state, session);
  if (caller === undefined) throw unknown();
  return { caller, secretAccessKey: session.secretAccessKey };
}

/**
 * A client signs with its own clock, which is not moved with the emulator's; a client that follows the answers' Date
 * header signs with the moved one. Either is in time.
 */
function checkTime(credential: SigV4Credential, rules: AuthenticationRules, state: EmulatorState): void {
  const { at: requestTime, text: requestTimeText } = credential.timestamp;
  if (formatBasicIso(requestTime).slice(0, 8) !== credential.date) {
    throw rules.errors.scopeDate?.() ?? rules.errors.malformed("the credential's date is not the day of signing");
  }
  const now = state.clock.now();
  const allowed = rules.maxSkewSeconds * 1000;
  const near = (clock: Date): boolean => Math.abs(clock.getTime() - requestTime.getTime()) <= allowed;
  if (!near(now) && !near(state.clock.machineNow())) {
    throw rules.errors.skewed({ requestTime, requestTimeText, now });
  }
}

interface Payload {
  /** What stands in the canonical request. */
  readonly hash: string;
  readonly facts: Pick<ServiceRequest, "form" | "payloadSha256">;
}

async function readPayload(incoming: IncomingRequest, rules: AuthenticationRules): Promise<Payload> {
  if (rules.payload === "declared") return declaredPayload(incoming, rules);
  try {
    const bytes = await incoming.body.readAll(MAX_FORM_BYTES);
    return { hash: createHash("sha256").update(bytes).digest("hex"), facts: { form: bytes.toString("utf8") } };
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new AwsError("RequestEntityTooLarge", "", { status: 413 });
    throw error;
  }
}

function declaredPayload({ head }: IncomingRequest, { errors }: AuthenticationRules): Payload {
  const declared = header(head, "x-amz-content-sha256");
  if (declared === "UNSIGNED-PAYLOAD") return { hash: declared, facts: { form: "" } };
  if (declared?.startsWith("STREAMING-")) throw errors.unsupported(declared);
  if (declared === undefined || !/^[0-9a-fA-F]{64}$/.test(declared)) {
    throw errors.payloadHash?.(declared) ?? errors.malformed("x-amz-content-sha256");
  }
  return { hash: declared, facts: { form: "", payloadSha256: declared.toLowerCase() } };
}

function checkSignature(
  { head }: IncomingRequest,
  credential: SigV4Credential,
  { rules, signer, payloadHash }: { rules: AuthenticationRules; signer: Signer; payloadHash: string },
): void {
  const { errors, pathStyle } = rules;
  const result = verifySignature({ head, credential, payloadHash, pathStyle, secretAccessKey: signer.secretAccessKey });
  if (!result.valid) throw errors.badSignature({ credential, ...result });
  if (!isHostSigned(credential.signedHeaders)) {
    throw errors.malformed("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const loose = unsignedAmzHeaders(head, credential.signedHeaders);
  if (loose.length > 0 && errors.unsignedHeaders !== undefined) throw errors.unsignedHeaders(loose);
}
