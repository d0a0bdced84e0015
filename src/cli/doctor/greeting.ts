import { get as getHttp, type IncomingMessage } from "node:http";
import { get as getHttps } from "node:https";
import { KeyleaseError } from "../../core/index.ts";

const TIMEOUT_MILLISECONDS = 10_000;

/** What a server says to an unsigned request, whatever it thinks of it. */
export interface Greeting {
  readonly url: string;
  /** What it calls itself. */
  readonly server?: string;
  /** By how many seconds its clock is ahead of this machine's; to the second, as HTTP tells the time. */
  readonly aheadSeconds?: number;
}

/** @throws KeyleaseError `ClientTimeout` where nobody answers. */
export async function greet(url: string, signal: AbortSignal): Promise<Greeting> {
  const asked = Date.now();
  const { server, date } = (await answerOf(url, signal)).headers;
  const middle = (asked + Date.now()) / 2;
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return {
    url,
    ...(server === undefined ? {} : { server: String(server) }),
    ...(Number.isNaN(time) ? {} : { aheadSeconds: Math.round((time - middle) / 1000) }),
  };
}

function answerOf(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith("https:") ? getHttps : getHttp;
    const request = get(url, { signal, timeout: TIMEOUT_MILLISECONDS }, (answer) => {
      answer.destroy();
      resolve(answer);
    });
    request.on("timeout", () => request.destroy(new Error("ETIMEDOUT")));
    request.on("error", (cause: NodeJS.ErrnoException) => {
      const message = `nobody answers at \`${url}\` (${cause.code ?? cause.message})`;
      reject(new KeyleaseError("ClientTimeout", message, { hint: "Check the endpoint and the network.", cause }));
    });
  });
}
