import { createHash } from "node:crypto";
import { Agent, type AgentOptions, type ClientRequest } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { createSecureContext } from "node:tls";
import type { Clock } from "../core/index.ts";
import type { Credentials } from "../lease/index.ts";
import type { ObjectAddress } from "./address.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import { notSent, refused } from "./failure.ts";
import { encodeQuery } from "./query.ts";
import { send } from "./send.ts";
import { Signer } from "./signer.ts";

const EMPTY_SHA256 = createHash("sha256").digest("hex");

/** What requests share, wherever they go. */
export interface TransportSettings {
  /** Whether the server is spoken to by TLS. */
  readonly secure: boolean;
  readonly region: string;
  readonly clock: Clock;
  readonly idleMilliseconds: number;
  readonly signal: AbortSignal | undefined;
}

/** Sockets to a server, kept from request to request, whichever object these are about. Close it when done. */
export class Transport {
  readonly #settings: TransportSettings;
  readonly #agent: Agent;
  readonly #signer: Signer;
  readonly #inFlight = new Set<ClientRequest>();
  // One listener for all requests: one for each of them costs as much as signing it.
  readonly #stop = (): void => {
    for (const message of this.#inFlight) message.destroy();
  };

  constructor(settings: TransportSettings) {
    this.#settings = settings;
    const options: AgentOptions = { keepAlive: true };
    // One context for all connections: each of its own would parse the authorities anew.
    this.#agent = settings.secure
      ? new SecureAgent({ ...options, secureContext: createSecureContext() })
      : new Agent(options);
    this.#signer = new Signer(settings.region);
    settings.signal?.addEventListener("abort", this.#stop);
  }

  /**
   * Signs and sends one request.
   *
   * @throws KeyleaseError `ServiceError` where S3 refuses, `ClientTimeout` and `UploadFailed` where the network fails. An
   *   abort rejects with the signal's reason.
   */
  async call(address: ObjectAddress, credentials: Credentials, call: Call): Promise<Answer> {
    const { clock, idleMilliseconds } = this.#settings;
    const { method, query = {}, headers = {}, body, signal = this.#settings.signal } = call;
    signal?.throwIfAborted();
    const sizeBytes = body === undefined && method !== "POST" ? undefined : (body?.sizeBytes ?? 0);
    const unsigned = { method, address, query, headers, sizeBytes, payloadSha256: body?.sha256 ?? EMPTY_SHA256 };
    // Signed anew for every attempt: S3 refuses a signature that is older than 15 minutes.
    const signed = await this.#signer.sign(unsigned, { credentials, at: clock.now() });
    let answer: Answer;
    try {
      signal?.throwIfAborted();
      answer = await send({
        method,
        address,
        target: `${address.path}${encodeQuery(query)}`,
        headers: signed,
        body,
        idleMilliseconds,
        onProgress: call.onProgress ?? (() => {}),
        agent: this.#agent,
        mostAnswerBytes: call.mostAnswerBytes,
        signal: call.signal,
        inFlight: this.#inFlight,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw notSent(error, address);
    }
    if (answer.status < 200 || answer.status > 299) throw refused(answer, call.operation);
    return answer;
  }

  close(): void {
    this.#settings.signal?.removeEventListener("abort", this.#stop);
    this.#agent.destroy();
  }
}
