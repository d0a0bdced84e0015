import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { KeyleaseError } from "../../core/index.ts";
import { formatLease, parseLease } from "../../lease/index.ts";
import type { CommandContext } from "../context.ts";
import { writePrivateFile } from "../private-file.ts";
import { readText } from "../read-text.ts";

/** What `keylease claim` is told. */
export interface ClaimInput {
  readonly url: string;
  /** Path of a file to write to. */
  readonly output?: string;
  readonly json?: boolean;
}

const TIMEOUT_MILLISECONDS = 15_000;

/** Shows a ticket's code, and prints the lease. */
export async function run({ url, output: path }: ClaimInput, context: CommandContext): Promise<undefined> {
  const { output, signal } = context;
  checkUrl(url);
  const code = (await context.readInput()).trim();
  const { status, body } = await post(url, code, signal);
  if (status !== 200) throw refused(status);
  const lease = parseLease(body);
  if (path === undefined) {
    output.line(formatLease(lease));
    return;
  }
  await writePrivateFile(path, `${formatLease(lease)}\n`);
  output.note(`wrote lease ${lease.id} to ${path}; it expires at ${lease.credentials.expiration.toISOString()}`);
}

/** A lease is not fetched in clear from another machine, even where somebody offers it. */
function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/.test(url?.hostname ?? "");
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback)) return;
  throw new KeyleaseError("ArgumentInvalid", "the address of the ticket is neither https nor on this machine", {
    hint: "Give it as `keylease lease --ticket` printed it.",
  });
}

function refused(status: number): KeyleaseError {
  if (status === 403) {
    return new KeyleaseError("TicketRefused", "the code is not the ticket's", {
      hint: "Check the code; attempts are limited.",
    });
  }
  return new KeyleaseError("TicketRefused", `the ticket is not there (status ${status})`, {
    hint: "It was claimed already, its time is over, or its address is another: ask for a new one.",
  });
}

function post(url: string, code: string, signal: AbortSignal): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = (url.startsWith("https:") ? requestHttps : requestHttp)(
      url,
      { method: "POST", signal, timeout: TIMEOUT_MILLISECONDS, headers: { "content-length": Buffer.byteLength(code) } },
      (response) => {
        readText(response, "the answer").then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      },
    );
    request.on("timeout", () => request.destroy());
    request.on("error", (cause: NodeJS.ErrnoException) => {
      const message = `the ticket's server could not be reached (${cause.code ?? "no answer"})`;
      reject(new KeyleaseError("ClientTimeout", message, { hint: "Is `keylease hand` running there?", cause }));
    });
    request.end(code);
  });
}
