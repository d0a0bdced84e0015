import { createCipheriv, createDecipheriv } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { ALPHABETS, type Random, randomText } from "../../core/index.ts";
import { newAccessKeyId } from "./key-ids.ts";

/** Whose session it is. */
export type SessionIdentity =
  | { readonly type: "role"; readonly roleName: string; readonly roleId: string; readonly sessionName: string }
  /** `userName` and `userId` are those of the IAM user that called GetFederationToken; absent for root. */
  | { readonly type: "federated-user"; readonly name: string; readonly userName?: string; readonly userId?: string }
  | { readonly type: "user"; readonly userName: string; readonly userId: string }
  | { readonly type: "root" };

/** What a session keeps of the token that it was made with. */
export interface SessionFederation {
  readonly providerArn: string;
  /** Such as `idp.example.com:sub`. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>;
}

/** A session: everything that its token says. Times are milliseconds since the epoch. */
export interface SessionRecord {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly accountId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly identity: SessionIdentity;
  /** Inline session policies. INVARIANT: absent, not empty, where the session was made without any. */
  readonly sessionPolicies?: readonly string[];
  /** ARNs of managed session policies; read when they are used, so that a change is felt at once. */
  readonly sessionPolicyArns?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Keys of those tags that sessions made with this one inherit. */
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
  /** Where an identity provider's token made the session: its ARN, and the condition keys that stay. */
  readonly federation?: SessionFederation;
  /** The instance that the credentials were delivered to. */
  readonly sourceInstanceArn?: string;
}

/** What a caller gets: never kept by the emulator. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MAX_TOKEN_CHARACTERS = 16_384;
const MAX_RECORD_BYTES = 262_144;
const FORMAT = 1;
/** How many unsealed sessions are kept; the oldest goes first. */
const MAX_OPENED = 1000;

/**
 * Makes and reads session tokens. A token is the session record itself, sealed with AES-256-GCM: it survives restarts,
 * needs no table, and cannot be made or changed without the emulator's key.
 */
export class SessionSealer {
  readonly #key: Uint8Array;
  readonly #random: Random;
  /**
   * Sessions with their tokens by access key id, so that a token that comes with every request is unsealed once. By the
   * token, which is forty times as long, each look would hash it anew.
   */
  readonly #opened = new Map<string, { readonly token: string; readonly session: SessionRecord }>();

  /** `key` has 32 bytes. */
  constructor(key: Uint8Array, random: Random) {
    this.#key = key;
    this.#random = random;
  }

  /** Makes a session with fresh keys. */
  mint(session: Omit<SessionRecord, "accessKeyId" | "secretAccessKey">): SessionCredentials {
    const record: SessionRecord = {
      ...session,
      accessKeyId: newAccessKeyId(this.#random, "ASIA", session.accountId),
      secretAccessKey: randomText(this.#random, 40, ALPHABETS.base64),
    };
    return {
      accessKeyId: record.accessKeyId,
      secretAccessKey: record.secretAccessKey,
      sessionToken: this.#seal(record),
      expiration: new Date(record.expiresAt),
    };
  }

  #seal(record: SessionRecord): string {
    const nonce = this.#random.bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(Buffer.of(FORMAT));
    const sealed = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(record))), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), sealed]).toString("base64");
  }

  /**
   * The session of a token, or `undefined` where the token was not made by this emulator or was changed. `claimedKeyId` is
   * the access key id that came with it, by which it is found sooner; whether it is the session's own is not checked.
   */
  open(token: string, claimedKeyId?: string): SessionRecord | undefined {
    const known = claimedKeyId === undefined ? undefined : this.#opened.get(claimedKeyId);
    // A token is of no use without the secret that is sealed in it, so how long this takes may be known.
    if (known?.token === token) return known.session;
    const session = this.#unseal(token);
    if (session === undefined) return undefined;
    if (this.#opened.size >= MAX_OPENED) this.#opened.delete(this.#opened.keys().next().value as string);
    this.#opened.set(session.accessKeyId, { token, session });
    return session;
  }

  #unseal(token: string): SessionRecord | undefined {
    if (token.length > MAX_TOKEN_CHARACTERS) return undefined;
    const bytes = Buffer.from(token, "base64");
    if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== FORMAT || bytes.toString("base64") !== token)
      return undefined;
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.of(FORMAT));
    decipher.setAuthTag(tag);
    try {
      const packed = Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      return JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_RECORD_BYTES }).toString()) as SessionRecord;
    } catch {
      return undefined;
    }
  }
}
