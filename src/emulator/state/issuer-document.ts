import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

const MAX_BYTES = 524_288;
const TIMEOUT_MILLISECONDS = 5000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** An issuer's document could not be had. */
export class IssuerDocumentError extends Error {
  override readonly name = "IssuerDocumentError";
  /** `unreachable`: nobody answered. `unusable`: what was answered is not the document. */
  readonly reason: "unreachable" | "unusable";

  constructor(reason: "unreachable" | "unusable", message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Whether documents may be had from a URL: by https, or on this machine's own loopback. */
export function isTrustedTransport(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * Gets a JSON object. Redirects are not followed: they could lead anywhere.
 *
 * @throws IssuerDocumentError after five seconds, over 512 KiB, and on anything but a JSON object with status 200.
 */
export async function fetchIssuerDocument(url: URL): Promise<Readonly<Record<string, unknown>>> {
  if (!isTrustedTransport(url)) throw new IssuerDocumentError("unusable", `${url.protocol} is not used for keys`);
  let message: IncomingMessage;
  let text: string;
  try {
    message = await get(url);
    text = await readAll(message);
  } catch (error) {
    if (error instanceof IssuerDocumentError) throw error;
    throw new IssuerDocumentError("unreachable", error instanceof Error ? error.message : String(error));
  }
  if (message.statusCode !== 200) throw new IssuerDocumentError("unusable", `the status is ${message.statusCode}`);
  return jsonObject(text);
}

function get(url: URL): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const options = {
      headers: { accept: "application/json" },
      // No connection is kept: the emulator must be able to end.
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    };
    request(url, options, resolve).on("error", reject).end();
  });
}

async function readAll(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > MAX_BYTES) {
      message.destroy();
      throw new IssuerDocumentError("unusable", `the document has more than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below, like any other text that is no object.
  }
  throw new IssuerDocumentError("unusable", "the document is not a JSON object");
}
