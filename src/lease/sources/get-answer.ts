import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { KeyleaseError } from "../../core/index.ts";

/** How an answer is asked for. */
export interface AnswerRequest {
  readonly authorization: string | undefined;
  readonly mostBytes: number;
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks an address for a lease. A redirect is not followed: the token is for this address alone.
 *
 * @throws KeyleaseError `ClientTimeout` where it cannot be reached, `LeaseUnavailable` where it answers with another status
 *   than 200, `LeaseMalformed` where it says too much. Of the address only the host is part of it. An abort rejects with the
 *   signal's reason.
 */
export async function getAnswer(url: URL, asked: AnswerRequest): Promise<string> {
  const { authorization, timeoutMilliseconds, signal } = asked;
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMilliseconds);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    return await new Promise((resolve, reject) => {
      const request = (url.protocol === "https:" ? requestSecure : requestPlain)(url, {
        agent: false,
        signal: stop,
        headers: { accept: "application/json", ...(authorization === undefined ? {} : { authorization }) },
      });
      request.on("error", reject);
      request.on("response", (response) => {
        readBody(response, asked.mostBytes)
          .then((body) => (response.statusCode === 200 ? resolve(body) : reject(refused(url, response, body))))
          .catch(reject)
          .finally(() => request.destroy());
      });
      request.end();
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof KeyleaseError) throw error;
    throw unreachable(url, limit.aborted ? "no answer in time" : (error as NodeJS.ErrnoException).code, error);
  }
}

async function readBody(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      throw new KeyleaseError("LeaseMalformed", `the answer with the lease is longer than ${mostBytes} bytes`, {
        hint: "It must be a lease document, or credentials as a container's endpoint gives them.",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refused({ host }: URL, { statusCode = 0 }: IncomingMessage, body: string): KeyleaseError {
  const code = codeIn(body);
  const isRedirect = statusCode >= 300 && statusCode < 400;
  return new KeyleaseError(
    "LeaseUnavailable",
    `\`${host}\` gave no lease: it answered with status ${statusCode}${code === undefined ? "" : ` (${code})`}`,
    {
      hint: isRedirect
        ? "Redirects are not followed: give the address itself."
        : "Check the address, and the token that it asks for.",
      facts: { status: statusCode, ...(code === undefined ? {} : { code }) },
    },
  );
}

/** Of what a stranger says only a code is told on, in the form of AWS's endpoints: `{ "Code", "Message" }`. */
function codeIn(body: string): string | undefined {
  try {
    const { Code } = JSON.parse(body) as { readonly Code?: unknown };
    return typeof Code === "string" && /^\w{1,64}$/.test(Code) ? Code : undefined;
  } catch {
    return undefined;
  }
}

function unreachable({ host }: URL, reason = "no answer", cause: unknown): KeyleaseError {
  return new KeyleaseError("ClientTimeout", `\`${host}\`, which gives the lease, could not be reached (${reason})`, {
    hint: "Check the address and the network.",
    cause,
  });
}
