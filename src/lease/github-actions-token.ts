import { KeyleaseError } from "../core/index.ts";
import type { TokenNeeds } from "./web-identity.ts";

const DEFAULT_AUDIENCE = "sts.amazonaws.com";
const TIMEOUT_MILLISECONDS = 10_000;
const MAX_ANSWER_BYTES = 65_536;

/**
 * Asks GitHub for a token of the job that runs: `ACTIONS_ID_TOKEN_REQUEST_URL` with `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, as
 * GitHub documents for OpenID Connect in Actions.
 *
 * @throws KeyleaseError `TokenUnavailable`. Neither token is ever part of it.
 */
export async function githubActionsToken(
  audience: string = DEFAULT_AUDIENCE,
  { environment, signal }: TokenNeeds,
): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
  if (!url || !bearer) {
    throw unavailable(
      "this is no job of GitHub Actions that may ask for a token",
      "Give the job `permissions: id-token: write`.",
    );
  }
  const address = requestAddress(url, audience);
  const answer = await get(address, bearer, signal);
  const value = readValue(answer);
  if (value !== undefined) return value;
  throw unavailable("GitHub's answer holds no token", "Try again, and see GitHub's status.");
}

function requestAddress(url: string, audience: string): URL {
  if (URL.canParse(url)) {
    const address = new URL(url);
    const isLocal = /^(?:127\.\d+\.\d+\.\d+|\[::1\])$/.test(address.hostname);
    if (address.protocol === "https:" || (address.protocol === "http:" && isLocal)) {
      address.searchParams.set("audience", audience);
      return address;
    }
  }
  throw unavailable("ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL", "Leave it as GitHub sets it.");
}

/** Node's own client, because loading `fetch` takes 110 ms. */
async function get(address: URL, bearer: string, signal: AbortSignal | undefined): Promise<string> {
  const { request } = address.protocol === "https:" ? await import("node:https") : await import("node:http");
  const timeout = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  try {
    return await new Promise<string>((done, failed) => {
      const call = request(address, {
        headers: { authorization: `bearer ${bearer}`, accept: "application/json" },
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      call.on("error", failed);
      call.on("response", (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on("error", failed);
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) call.destroy(new Error("the answer is too long"));
          else chunks.push(chunk);
        });
        answer.on("end", () => {
          if (answer.statusCode === 200) done(Buffer.concat(chunks).toString("utf8"));
          else failed(new Error(`the answer has status ${answer.statusCode}`));
        });
      });
      call.end();
    });
  } catch (error) {
    signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw unavailable(`GitHub gave no token (${reason})`, "Check the job's permissions: it needs `id-token: write`.");
  }
}

function readValue(answer: string): string | undefined {
  try {
    const { value } = JSON.parse(answer) as { readonly value?: unknown };
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined;
  }
}

function unavailable(message: string, hint: string): KeyleaseError {
  return new KeyleaseError("TokenUnavailable", message, { hint });
}
