import { ALPHABETS, randomText } from "../../core/index.ts";
import {
  canonicalRequest,
  deriveSigningKey,
  formatBasicIso,
  parseSigningTime,
  percentEncode,
  requestHead,
  SIGNATURE_PARAMETER,
  SIGV4_ALGORITHM,
  stringToSign,
} from "../../wire/index.ts";
import type { Caller } from "./caller.ts";
import { newAccessKeyId } from "./key-ids.ts";
import type { EmulatorState } from "./state.ts";
import type { StoreReader, StoreWriter } from "./store.ts";
import { Table } from "./table.ts";

/** Where the signals of a wait condition are sent to: a presigned URL for one object that nobody else can write. */
export interface WaitHandleRecord {
  /** The account of its stack. */
  readonly accountId: string;
  /** The object's key: the stack's id, a UUID and the handle's logical id, with slashes between. */
  readonly key: string;
  readonly accessKeyId: string;
  /** Signs the URL and nothing else: it is never told. */
  readonly secretAccessKey: string;
  readonly url: string;
}

/** AWS's own account, which the objects of wait handles belong to: no account of the emulator's can have this id. */
export const WAIT_HANDLES_ACCOUNT = "amazon";
const BUCKET_PREFIX = "cloudformation-waitcondition-";
/** As AWS's URLs say. */
const LIFETIME_SECONDS = 86_399;
/** The content type is signed as an empty one, so that the signature holds for requests without any alone. */
const SIGNED_HEADERS = ["content-type", "host"];
const SECRET_LENGTH = 40;

const handles = new Table<WaitHandleRecord>("wait-handle");

/** Whether a bucket's name is of those that AWS has for wait handles, and that nobody can take. */
export function isWaitHandlesBucket(name: string): boolean {
  return name.startsWith(BUCKET_PREFIX);
}

/** Makes the handle of that key. It is not kept yet. */
export function newWaitHandle(
  { accountId, key }: Pick<WaitHandleRecord, "accountId" | "key">,
  state: EmulatorState,
): WaitHandleRecord {
  const accessKeyId = newAccessKeyId(state.random, "AKIA", accountId);
  const secretAccessKey = randomText(state.random, SECRET_LENGTH, ALPHABETS.alphanumeric);
  return { accountId, key, accessKeyId, secretAccessKey, url: presigned({ accessKeyId, secretAccessKey, key }, state) };
}

/** The URL for a PUT with Signature Version 4, in the order that AWS gives its parameters. */
function presigned(
  { accessKeyId, secretAccessKey, key }: Pick<WaitHandleRecord, "accessKeyId" | "secretAccessKey" | "key">,
  { clock, region, ownEndpoint }: EmulatorState,
): string {
  const timestamp = parseSigningTime(formatBasicIso(clock.now()));
  const scope = { date: timestamp.basic.slice(0, 8), region, service: "s3" };
  const path = `/${BUCKET_PREFIX}${region}/${percentEncode(key, { keepSlash: true })}`;
  const query = [
    ["X-Amz-Algorithm", SIGV4_ALGORITHM],
    ["X-Amz-Date", timestamp.basic],
    ["X-Amz-SignedHeaders", SIGNED_HEADERS.join(";")],
    ["X-Amz-Expires", String(LIFETIME_SECONDS)],
    ["X-Amz-Credential", `${accessKeyId}/${scope.date}/${region}/s3/aws4_request`],
  ]
    .map(([name = "", value = ""]) => `${name}=${percentEncode(value, { keepSlash: false })}`)
    .join("&");
  const head = requestHead("PUT", `${path}?${query}`, ["host", new URL(ownEndpoint.url).host]);
  const canonical = canonicalRequest(head, SIGNED_HEADERS, { payloadHash: "UNSIGNED-PAYLOAD", pathStyle: "s3" });
  const toSign = stringToSign({ ...scope, timestamp }, canonical);
  const signature = deriveSigningKey(secretAccessKey, scope).sign(toSign);
  return `${ownEndpoint.url}${path}?${query}&${SIGNATURE_PARAMETER}=${signature}`;
}

export function putWaitHandle(writer: StoreWriter, handle: WaitHandleRecord): void {
  handles.put(writer, [handle.accessKeyId], handle);
}

/** The handle whose URL a key signed. */
export function findWaitHandle(reader: StoreReader, accessKeyId: string): WaitHandleRecord | undefined {
  return handles.get(reader, accessKeyId);
}

/** The handle of an account that has that URL. */
export function findWaitHandleByUrl(reader: StoreReader, accountId: string, url: string): WaitHandleRecord | undefined {
  const [, accessKeyId = ""] = /[?&]X-Amz-Credential=([A-Z0-9]{20})%2F/.exec(url) ?? [];
  const handle = findWaitHandle(reader, accessKeyId);
  return handle?.url === url && handle.accountId === accountId ? handle : undefined;
}

/** From then on its URL is refused, as if its key had never been. */
export function removeWaitHandle(writer: StoreWriter, { accessKeyId }: WaitHandleRecord): void {
  handles.remove(writer, accessKeyId);
}

/** Who holds a handle's URL: somebody of AWS's own account who may write that one object, and nothing else. */
export function callerOfWaitHandle(handle: WaitHandleRecord, { region, policies }: EmulatorState): Caller {
  const { key: arn, accessKeyId } = handle;
  const Resource = `arn:aws:s3:::${BUCKET_PREFIX}${region}/${handle.key}`;
  const statement = { Effect: "Allow", Action: "s3:PutObject", Resource };
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  return {
    principal: { type: "user", accountId: WAIT_HANDLES_ACCOUNT, arn, uniqueId: "" },
    accountId: WAIT_HANDLES_ACCOUNT,
    arn,
    userId: accessKeyId,
    policies: { identity: [{ name: "rights of the wait handle's URL", policy: policies.parse(text, "identity") }] },
  };
}
