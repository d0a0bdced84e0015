import { type Credentials, ServiceError } from "../lease/index.ts";
import type { ObjectAddress } from "./address.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Transport } from "./transport.ts";

/** Instead of a body's SHA-256 where the signature does not cover it. */
export const UNSIGNED = "UNSIGNED-PAYLOAD";
/** The same where a checksum stands behind the bytes. */
export const UNSIGNED_WITH_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

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

/** The way to where one object is or will be. Many of them may share a transport, which whoever made it closes. */
export class Connection {
  /** Where the requests go. */
  readonly address: ObjectAddress;
  readonly #transport: Transport;
  readonly #credentials: CredentialsInUse;

  constructor(transport: Transport, address: ObjectAddress, credentials: CredentialsInUse) {
    this.address = address;
    this.#transport = transport;
    this.#credentials = credentials;
  }

  /**
   * Whether signatures should cover bodies. Where nothing encrypts the way beyond this machine, whoever sits on it could
   * change bytes and their CRC alike; TLS, or the loopback, leaves nobody there, and saves a third of the CPU time.
   */
  get signsBodies(): boolean {
    return !this.address.secure && !this.#isOnLoopback;
  }

  /**
   * Whether a checksum may stand behind the bytes that it is of, which then need not be read before they are sent. AWS takes it.
   * Not all that resembles S3 does; on the loopback it is tried, as being refused costs little there.
   */
  get takesTrailers(): boolean {
    return this.address.isAws || this.#isOnLoopback;
  }

  get #isOnLoopback(): boolean {
    return /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/.test(this.address.hostname);
  }

  /**
   * Signs and sends one request. Where S3 calls the credentials expired and there are others, it is sent once more.
   *
   * @throws KeyleaseError `ServiceError` where S3 refuses, `ClientTimeout` and `UploadFailed` where the network fails. An
   *   abort rejects with the signal's reason.
   */
  async call(call: Call): Promise<Answer> {
    const credentials = await this.#credentials.current();
    try {
      return await this.#transport.call(this.address, credentials, call);
    } catch (error) {
      if (!isExpired(error) || !(await this.#credentials.replace(credentials))) throw error;
      return this.#transport.call(this.address, await this.#credentials.current(), call);
    }
  }

  close(): void {
    this.#transport.close();
  }
}

function isExpired(error: unknown): boolean {
  return error instanceof ServiceError && error.awsCode === "ExpiredToken";
}
