import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";

/** Options of {@link isPublic}. */
export interface PublicAccessOptions {
  /** How long the answer may take, in milliseconds. Default: 3,000. */
  readonly timeoutMilliseconds?: number;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MILLISECONDS = 3_000;

/**
 * Asks whether everybody may fetch an object: by one HEAD without credentials.
 *
 * @param url As `upload` gives it.
 * @returns `undefined` where it could not be found out: nobody answered in time, or neither yes nor no. It never rejects.
 */
export function isPublic(url: string, options: PublicAccessOptions = {}): Promise<boolean | undefined> {
  const { timeoutMilliseconds = TIMEOUT_MILLISECONDS, signal } = options;
  const limit = AbortSignal.timeout(timeoutMilliseconds);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  return new Promise((resolve) => {
    try {
      const request = (url.startsWith("https:") ? requestSecure : requestPlain)(requestOf(url), (response) => {
        response.resume();
        resolve(meaningOf(response.statusCode));
        request.destroy();
      });
      request.on("error", () => resolve(undefined));
      stop.addEventListener("abort", () => request.destroy(new Error("stopped")), { once: true });
      if (stop.aborted) request.destroy(new Error("stopped"));
      request.end();
    } catch {
      resolve(undefined);
    }
  });
}

/** Not as a URL object, which would take the dots out of `a/../b`. */
function requestOf(url: string): object {
  const { protocol, hostname, port, host } = new URL(url);
  return {
    method: "HEAD",
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ""),
    ...(port === "" ? {} : { port }),
    path: url.slice(url.indexOf("/", `${protocol}//`.length)),
    headers: { host },
    agent: false,
  };
}

/** A redirect, an object that is not there or a server in trouble says nothing about who may fetch it. */
function meaningOf(status: number | undefined): boolean | undefined {
  if (status === 200) return true;
  return status === 401 || status === 403 ? false : undefined;
}
