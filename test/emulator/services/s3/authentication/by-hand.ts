import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials } from "../../../../support/emulator.ts";
import { encoded, type HandSignature, presign, sha256, signHeaders } from "../../../../support/sigv4-by-hand.ts";
import { element, type RawAnswer, sendAnonymous } from "../world.ts";

/** What is signed and sent, and how the signing goes wrong. */
export interface Attempt {
  readonly method?: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Besides `host`; all are signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly payloadHash?: string;
  readonly credentials?: SdkCredentials;
  readonly region?: string;
  readonly service?: string;
  readonly at?: Date;
  readonly scopeDate?: string;
  readonly expires?: string;
  /** Host to sign and send. Default: the address that the emulator listens on. */
  readonly host?: string;
  /** Changes, adds or, with `undefined`, takes away headers after they were signed. */
  readonly after?: Readonly<Record<string, string | undefined>>;
  /** The same for the parameters of a presigned request. */
  readonly afterQuery?: Readonly<Record<string, string | undefined>>;
}

export type SignedAnswer = RawAnswer & { readonly signed: HandSignature };

const signingOf = (emulator: Emulator, attempt: Attempt): Parameters<typeof presign>[1] => ({
  credentials: attempt.credentials ?? clientConfig(emulator).credentials,
  region: attempt.region ?? emulator.region,
  service: attempt.service ?? "s3",
  at: attempt.at ?? emulator.now(),
  ...(attempt.scopeDate === undefined ? {} : { scopeDate: attempt.scopeDate }),
});

const hostOf = (emulator: Emulator, { host }: Attempt): string => host ?? new URL(emulator.endpoint).host;

/** Sends a request that is signed in its headers. */
export async function sendWithHeader(emulator: Emulator, attempt: Attempt): Promise<SignedAnswer> {
  const { method = "GET", path, query = {}, body = "", payloadHash = sha256(body) } = attempt;
  const host = hostOf(emulator, attempt);
  const request = { method, path, query, headers: { host, ...attempt.headers }, payloadHash };
  const signed = signHeaders(request, signingOf(emulator, attempt));
  const headers = changed(signed.headers, attempt.after);
  return { ...(await sendAnonymous(emulator, { method, path, query, body, host, headers })), signed };
}

/** The parameters of a presigned request, after the changes. */
export function presignedQuery(emulator: Emulator, attempt: Attempt): Readonly<Record<string, string>> {
  const { method = "GET", path, query = {}, headers = {}, payloadHash, expires } = attempt;
  const request = {
    method,
    path,
    query,
    headers: { host: hostOf(emulator, attempt), ...headers },
    ...(payloadHash === undefined ? {} : { payloadHash }),
    ...(expires === undefined ? {} : { expires }),
  };
  return changed(presign(request, signingOf(emulator, attempt)), attempt.afterQuery);
}

/** Sends a request that is signed in its query. */
export function sendPresigned(emulator: Emulator, attempt: Attempt): Promise<RawAnswer> {
  const { method = "GET", path, headers = {}, body = "" } = attempt;
  const query = presignedQuery(emulator, attempt);
  return sendAnonymous(emulator, {
    method,
    path,
    query,
    body,
    host: hostOf(emulator, attempt),
    headers: changed(headers, attempt.after),
  });
}

/** A presigned URL as it is handed on. */
export function presignedUrl(emulator: Emulator, attempt: Attempt): string {
  const query = Object.entries(presignedQuery(emulator, attempt));
  return `${emulator.endpoint}${attempt.path}?${query.map(([name, value]) => `${name}=${encoded(value)}`).join("&")}`;
}

function changed(
  values: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const entries = Object.entries({ ...values, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** All elements of an error document but the ids of the request, by name. */
export function errorOf({ status, body }: RawAnswer): Readonly<Record<string, string | number>> {
  const names = [...body.matchAll(/<([A-Za-z0-9-]+)>/g)].map(([, name]) => name as string);
  const shown = names.filter((name) => !["Error", "RequestId", "HostId"].includes(name));
  return { status, ...Object.fromEntries(shown.map((name) => [name, unescaped(element(body, name) ?? "")])) };
}

const unescaped = (xml: string): string =>
  xml
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#13;", "\r")
    .replaceAll("&amp;", "&");
