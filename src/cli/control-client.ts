import { get } from "node:http";
import { KeyleaseError } from "../core/index.ts";
import type { ExplainedRequest, InstanceReport } from "../emulator/index.ts";
import type { Explanation } from "../policy/index.ts";

const TIMEOUT_MILLISECONDS = 10_000;

/** An emulator and the right to ask it. */
export interface ControlAccess {
  readonly endpoint: string;
  readonly controlToken: string;
}

/**
 * Asks an emulator's control interface what was decided for a request.
 *
 * @throws KeyleaseError `RequestUnknown`; `ControlUnavailable` where it cannot be reached or refuses the token.
 */
export async function fetchExplanation(
  access: ControlAccess,
  requestId: string,
  signal: AbortSignal,
): Promise<ExplainedRequest> {
  const { status, body } = await call(access, `/_keylease/requests/${encodeURIComponent(requestId)}`, signal);
  if (status === 200) return JSON.parse(body) as ExplainedRequest;
  if (status === 404) {
    throw new KeyleaseError("RequestUnknown", `the emulator remembers no request \`${requestId}\``, {
      hint: "It keeps the last 1,000; take the id from the answer's x-amz-request-id or x-amzn-requestid.",
    });
  }
  throw refused(access, status);
}

/**
 * Asks an emulator's control interface what an encoded message says.
 *
 * @throws KeyleaseError `RequestUnknown`; `ControlUnavailable` where it cannot be reached or refuses the token.
 */
export async function fetchMessage(access: ControlAccess, message: string, signal: AbortSignal): Promise<Explanation> {
  const { status, body } = await call(access, `/_keylease/messages/${encodeURIComponent(message)}`, signal);
  if (status === 200) return JSON.parse(body) as Explanation;
  if (status === 404) {
    throw new KeyleaseError("RequestUnknown", "the emulator did not encode this message", {
      hint: "Give all that follows `Encoded authorization failure message: `, and nothing else.",
    });
  }
  throw refused(access, status);
}

/**
 * Asks an emulator's control interface what its instances do.
 *
 * @throws KeyleaseError `ControlUnavailable` where it cannot be reached or refuses the token.
 */
export async function fetchInstances(access: ControlAccess, signal: AbortSignal): Promise<readonly InstanceReport[]> {
  const { status, body } = await call(access, "/_keylease/instances", signal);
  if (status === 200) return (JSON.parse(body) as { instances: readonly InstanceReport[] }).instances;
  throw refused(access, status);
}

function refused({ endpoint }: ControlAccess, status: number): KeyleaseError {
  return new KeyleaseError("ControlUnavailable", `\`${endpoint}\` refused to answer (status ${status})`, {
    hint: "Check --endpoint-url and --control-token.",
  });
}

function call(
  { endpoint, controlToken }: ControlAccess,
  path: string,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown): void => {
      const message = `no emulator answers at \`${endpoint}\``;
      reject(new KeyleaseError("ControlUnavailable", message, { hint: "Is it running? Check --endpoint-url.", cause }));
    };
    const options = { headers: { authorization: `Bearer ${controlToken}` }, timeout: TIMEOUT_MILLISECONDS, signal };
    try {
      const request = get(new URL(path, endpoint), options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", failed);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      });
      request.on("timeout", () => request.destroy());
      request.on("error", failed);
    } catch (error) {
      // The endpoint is no http URL, or the token holds what no header may hold.
      failed(error);
    }
  });
}
