import * as v from "valibot";
import { type Clock, KeyleaseError, systemClock } from "../core/index.ts";
import { type Endpoints, isEndpoint } from "./endpoints.ts";
import { checkScope, type Scope, type UncheckedScope } from "./scope.ts";

/** Credentials of a lease. All four parts are always there. */
export interface LeaseCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Temporary credentials for one scope, with all that another program needs to use them. As JSON: the lease document. */
export interface Lease {
  /** Documents of version 1, which knew scopes of one key alone, are read as well. */
  readonly version: 2;
  /** 20 lower-case letters and digits; part of the role session name. */
  readonly id: string;
  readonly scope: Scope;
  readonly region: string;
  /** Where S3 and STS answer, where that is not AWS's own address. */
  readonly endpoints: Endpoints;
  /** The session's ARN, as CloudTrail and refusals name it. */
  readonly principalArn: string;
  /** The role that was assumed; absent where the lease was made with GetFederationToken. */
  readonly roleArn?: string;
  /**
   * `false` where credentials came without a scope: it is then what they are used for, and not what they may do. Such a
   * lease is no document, and has neither a session of its own nor an id that anybody else knows.
   */
  readonly isScopeKnown?: false;
  /** In percent of what STS allots to policy and tags, as it answered; absent where it does not say. */
  readonly packedPolicySize?: number;
  readonly credentials: LeaseCredentials;
}

/** A lease document is a few kilobytes; AWS's session tokens have no stated limit. */
const MAX_DOCUMENT_CHARACTERS = 65_536;
const MAX_LIST_CHARACTERS = 8_388_608;
/** A plan has at most 100 sessions, which STS may make divide a few times more. */
const MAX_DOCUMENTS = 1000;

const text = v.pipe(v.string(), v.minLength(1));
const endpoint = v.pipe(v.string(), v.check(isEndpoint));
/** Header values may hold nothing else; anything beyond would fail later and less clearly. */
const headerSafe = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/));

/** What is the same in all versions. */
const common = {
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]{20}$/)),
  region: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,63}$/)),
  endpoints: v.strictObject({ s3: v.exactOptional(endpoint), sts: v.exactOptional(endpoint) }),
  principalArn: text,
  roleArn: v.exactOptional(text),
  credentials: v.strictObject({
    accessKeyId: v.pipe(v.string(), v.regex(/^\w{16,128}$/)),
    secretAccessKey: headerSafe,
    sessionToken: headerSafe,
    expiration: v.pipe(v.string(), v.isoTimestamp()),
  }),
};
const actions = v.pipe(v.array(text), v.minLength(1));

// Strict at every level: a field that is not known may be a limit that this version would not keep to.
const schema = v.variant("version", [
  v.strictObject({
    version: v.literal(1),
    ...common,
    scope: v.strictObject({ bucket: text, key: text, actions }),
  }),
  v.strictObject({
    version: v.literal(2),
    ...common,
    packedPolicySize: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
    // Which of its forms it has, and what its conditions may be, is for checkScope to say.
    scope: v.strictObject({
      bucket: text,
      key: v.exactOptional(text),
      keys: v.exactOptional(v.pipe(v.array(text), v.minLength(2))),
      prefix: v.exactOptional(text),
      actions,
      conditions: v.exactOptional(v.looseObject({})),
      kmsKeyArn: v.exactOptional(text),
    }),
  }),
]);

/**
 * Writes a lease as its document: JSON, with the credentials in clear.
 *
 * @throws KeyleaseError `FormatUnsuitable` where its scope is not known: a document would claim one.
 */
export function formatLease(lease: Lease): string {
  if (lease.isScopeKnown === false) {
    throw new KeyleaseError("FormatUnsuitable", "credentials whose scope is not known are no lease document", {
      hint: "Take a lease with `createLease` or `keylease lease`.",
    });
  }
  return JSON.stringify(lease);
}

/**
 * Reads a lease document. A document that is not a whole lease is refused as a whole.
 *
 * @param options.clock Default: the machine's clock.
 * @throws KeyleaseError `LeaseMalformed`; `LeaseExpired` where its time is over.
 */
export function parseLease(document: string, options: ReadOptions = {}): Lease {
  if (document.length > MAX_DOCUMENT_CHARACTERS) throw malformed("it is too long");
  return readLease(parseJson(document), options);
}

/**
 * Reads one lease document, or a JSON list of several as they are printed where keys needed more than one session.
 *
 * @throws KeyleaseError as {@link parseLease}, for the first that is refused.
 */
export function parseLeases(document: string, options: ReadOptions = {}): readonly Lease[] {
  if (document.length > MAX_LIST_CHARACTERS) throw malformed("it is too long");
  const json = parseJson(document);
  if (!Array.isArray(json)) return [parseLease(document, options)];
  if (json.length === 0 || json.length > MAX_DOCUMENTS) throw malformed("it is a list of none or of too many");
  return json.map((one) => readLease(one, options));
}

/** What reading depends on. */
interface ReadOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

function readLease(json: unknown, { clock = systemClock }: ReadOptions): Lease {
  const result = v.safeParse(schema, json);
  // INVARIANT: valibot's own messages are never shown, for they quote what they found, which may be a secret.
  if (!result.success) {
    throw malformed(`${v.getDotPath(result.issues[0]) ?? "the document"} is missing or not as it must be`);
  }
  const { scope, credentials, ...rest } = result.output;
  const lease: Lease = {
    ...rest,
    version: 2,
    scope: readScope(scope),
    credentials: { ...credentials, expiration: new Date(credentials.expiration) },
  };
  checkAlive(lease, clock);
  return lease;
}

/**
 * Checks that a lease has time left.
 *
 * @throws KeyleaseError `LeaseExpired`.
 */
export function checkAlive(lease: Lease, clock: Clock): void {
  const { expiration } = lease.credentials;
  if (clock.now() < expiration) return;
  const expiredAt = expiration.toISOString();
  throw new KeyleaseError("LeaseExpired", `the lease expired at ${expiredAt}`, {
    hint: "Take a new lease with `keylease lease`; if it should still be alive, check this machine's clock.",
    facts: { leaseId: lease.id, expiredAt },
  });
}

/** The refusal names the rule alone: the text at fault is part of the document and stays out of the error. */
function readScope(scope: UncheckedScope): Scope {
  try {
    return checkScope(scope);
  } catch (error) {
    throw malformed(`its scope is not one${error instanceof KeyleaseError ? ` (${error.code})` : ""}`);
  }
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    // Without the cause: the parser's message quotes the document.
    throw malformed("it is not JSON");
  }
}

function malformed(reason: string): KeyleaseError {
  return new KeyleaseError("LeaseMalformed", `this is not a lease document: ${reason}`, {
    hint: "Give the document as `keylease lease --json` printed it.",
  });
}
