import { createHash } from "node:crypto";
import { Agent, type AgentOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { Readable } from "node:stream";
import type { Clock } from "../core/index.ts";
import { type Credentials, ServiceError } from "../lease/index.ts";
import type { ObjectAddress } from "./address.ts";
import type { Answer } from "./answer.ts";
import { notSent, refused } from "./failure.ts";
import { encodeQuery } from "./query.ts";
import { send } from "./send.ts";
import { signRequest } from "./signer.ts";

/** Whose credentials requests are signed with, from one request to the next. */
export interface CredentialsInUse {
  /** Those to sign with now. */
  current(): Promise<Credentials>;
  /**
   * Takes the place of credentials that S3 called expired.
   *
   * @returns Whether there are others now.
   */
  replace(expired: Credentials): Promise<boolean>;
}

/** Credentials that stay as they are. */
export function fixedCredentials(credentials: Credentials): CredentialsInUse {
  return { current: async () => credentials, replace: async () => false };
}

/** Where requests go, and how. */
export interface ConnectionSettings {
  readonly address: ObjectAddress;
  readonly region: string;
  readonly credentials: CredentialsInUse;
  readonly clock: Clock;
  readonly idleMilliseconds: number;
  readonly signal: AbortSignal | undefined;
}

/** One request about the object. */
export interface Call {
  /** `UploadPart`. */
  readonly operation: string;
  readonly method: "PUT" | "POST" | "GET" | "DELETE" | "HEAD";
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: CallBody;
  readonly onProgress?: (sentBytes: number) => void;
  readonly mostAnswerBytes?: number;
  /** Instead of the connection's own. */
  readonly signal?: AbortSignal;
}

/** The bytes of a request; may be asked for again when it is sent again. */
export interface CallBody {
  readonly sizeBytes: number;
  /** SHA-256 in lower-case hex, or {@link UNSIGNED}. */
  readonly sha256: string;
  stream(): Readable;
}

/** Instead of a body's SHA-256 where the signature does not cover it. */
export const UNSIGNED = "UNSIGNED-PAYLOAD";
const EMPTY_SHA256 = createHash("sha256").digest("hex");

/** Connections to where one object is or will be, kept from request to request. Close it when done. */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #agent: Agent;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
    const options: AgentOptions = { keepAlive: true };
    this.#agent = settings.address.secure ? new SecureAgent(options) : new Agent(options);
  }

  /** Where the requests go. */
  get address(): ObjectAddress {
    return this.#settings.address;
  }

  /**
   * Whether signatures should cover bodies. Where nothing encrypts the way beyond this machine, whoever sits on it could
   * change bytes and their CRC alike; TLS, or the loopback, leaves nobody there, and saves a third of the CPU time.
   */
  get signsBodies(): boolean {
    const { secure, hostname } = this.#settings.address;
    return !secure && !/^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/.test(hostname);
  }

  /**
   * Signs and sends one request. Where S3 calls the credentials expired and there are others, it is sent once more.
   *
   * @throws KeyleaseError `ServiceError` where S3 refuses, `ClientTimeout` and `UploadFailed` where the network fails. An
   *   abort rejects with the signal's reason.
   */
  async call(call: Call): Promise<Answer> {
    const credentials = await this.#settings.credentials.current();
    try {
      return await this.#callWith(credentials, call);
    } catch (error) {
      if (!isExpired(error) || !(await this.#settings.credentials.replace(credentials))) throw error;
      return this.#callWith(await this.#settings.credentials.current(), call);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #callWith(credentials: Credentials, call: Call): Promise<Answer> {
    const { address, region, clock, idleMilliseconds } = this.#settings;
    const { method, query = {}, headers = {}, body, signal = this.#settings.signal } = call;
    signal?.throwIfAborted();
    const length = body === undefined && method !== "POST" ? {} : { "content-length": String(body?.sizeBytes ?? 0) };
    const unsigned = { method, address, query, headers: { ...length, ...headers } };
    // Signed anew for every attempt: S3 refuses a signature that is older than 15 minutes.
    const signed = await signRequest(
      { ...unsigned, payloadSha256: body?.sha256 ?? EMPTY_SHA256 },
      { credentials, region, at: clock.now() },
    );
    let answer: Answer;
    try {
      answer = await send({
        method,
        address,
        target: `${address.path}${encodeQuery(query)}`,
        headers: signed,
        body: body === undefined ? undefined : () => body.stream(),
        bodyBytes: body?.sizeBytes ?? 0,
        idleMilliseconds,
        onProgress: call.onProgress ?? (() => {}),
        agent: this.#agent,
        mostAnswerBytes: call.mostAnswerBytes,
        signal,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw notSent(error, address);
    }
    if (answer.status < 200 || answer.status > 299) throw refused(answer, call.operation);
    return answer;
  }
}

function isExpired(error: unknown): boolean {
  return error instanceof ServiceError && error.awsCode === "ExpiredToken";
}
