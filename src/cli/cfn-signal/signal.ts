import { instanceIdentity } from "./instance-identity.ts";

/** What is to be told, and to whom. */
export interface Signal {
  readonly status: "SUCCESS" | "FAILURE";
  /** Default: the instance's id. */
  readonly id?: string;
  /** A wait condition's handle; then there is no stack. */
  readonly handleUrl?: string;
  readonly reason?: string;
  readonly data?: string;
  readonly stack?: string;
  readonly resource?: string;
  readonly region: string;
  /** CloudFormation's address. Default: the region's. */
  readonly serviceUrl?: string;
}

const API_VERSION = "2010-05-15";
const ATTEMPTS = 4;
const FIRST_PAUSE_MILLISECONDS = 500;
const SECONDS_TO_ANSWER = 30;

/** A signal was not taken. */
class SignalError extends Error {
  override readonly name = "SignalError";
}

/** @throws SignalError in CloudFormation's words, or the network's. */
export async function sendSignal(signal: Signal, environment: NodeJS.ProcessEnv): Promise<void> {
  const { handleUrl } = signal;
  await (handleUrl === undefined ? signalResource(signal, environment) : signalHandle(handleUrl, signal, environment));
}

/** As an instance: with its identity document in place of a key, so that it needs no policy. */
async function signalResource(signal: Signal, environment: NodeJS.ProcessEnv): Promise<void> {
  const { status, stack = "", resource = "", region, serviceUrl } = signal;
  const { instanceId, authorization } = await instanceIdentity(environment);
  const url = new URL(
    serviceUrl ||
      environment.AWS_ENDPOINT_URL_CLOUDFORMATION ||
      environment.AWS_ENDPOINT_URL ||
      `https://cloudformation.${region}.amazonaws.com/`,
  );
  url.search = new URLSearchParams({
    ...{ Action: "SignalResource", Version: API_VERSION, ContentType: "JSON" },
    ...{ StackName: stack, LogicalResourceId: resource, UniqueId: signal.id ?? instanceId, Status: status },
  }).toString();
  await send(url, { headers: { authorization, accept: "application/json" } });
}

/** The handle is signed for a request without content type. */
async function signalHandle(handle: string, signal: Signal, environment: NodeJS.ProcessEnv): Promise<void> {
  const { status, data = "" } = signal;
  // What AWS's own program says where nobody says why.
  const reason = signal.reason || (status === "FAILURE" ? "Configuration failed." : "");
  const UniqueId = signal.id ?? (await instanceIdentity(environment)).instanceId;
  const text = JSON.stringify({ Status: status, Reason: reason, UniqueId, Data: data });
  await send(new URL(handle), { method: "PUT", body: new TextEncoder().encode(text) });
}

/** Tries again where the other side has failed. */
async function send(url: URL, request: RequestInit): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const failure = await attemptToSend(url, request);
    if (failure === undefined) return;
    if (!failure.isPassing || attempt === ATTEMPTS) throw new SignalError(failure.message);
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1)));
  }
}

async function attemptToSend(
  url: URL,
  request: RequestInit,
): Promise<{ readonly message: string; readonly isPassing: boolean } | undefined> {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(SECONDS_TO_ANSWER * 1000) });
    const text = await answer.text();
    if (answer.ok) return undefined;
    const { code = String(answer.status), reason } = refusalOf(text);
    const message = [code, reason].filter((word) => word !== undefined).join(": ");
    return { message, isPassing: answer.status >= 500 && answer.status !== 501 };
  } catch (error) {
    const { message, cause } = error as Error;
    return { message: cause instanceof Error ? cause.message : message, isPassing: true };
  }
}

/** What CloudFormation says in JSON, or S3 in XML. */
function refusalOf(text: string): { readonly code?: string | undefined; readonly reason?: string | undefined } {
  const part = (name: string): string | undefined => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];
  try {
    const { Error: error } = JSON.parse(text) as {
      readonly Error?: { readonly Code?: string; readonly Message?: string };
    };
    return { code: error?.Code, reason: error?.Message };
  } catch {
    return { code: part("Code"), reason: part("Message") };
  }
}
