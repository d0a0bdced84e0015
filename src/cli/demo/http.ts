import { request } from "node:http";

export interface HttpCall {
  readonly method?: string;
  /** `http://127.0.0.1:PORT`, or the path of a unix socket. */
  readonly at: { readonly url: string } | { readonly socketPath: string };
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const TIMEOUT_MILLISECONDS = 5_000;

/** One plain HTTP request over a port or a unix socket; the body is read as text. */
export function httpCall(call: HttpCall): Promise<HttpAnswer> {
  const where =
    "url" in call.at
      ? { host: new URL(call.at.url).hostname, port: new URL(call.at.url).port }
      : { socketPath: call.at.socketPath };
  return new Promise((resolve, reject) => {
    const message = request(
      {
        ...where,
        method: call.method ?? "GET",
        path: call.path,
        headers: call.headers ?? {},
        timeout: TIMEOUT_MILLISECONDS,
        signal: call.signal,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      },
    );
    message.on("timeout", () => message.destroy(new Error("no answer in time")));
    message.on("error", reject);
    message.end();
  });
}
