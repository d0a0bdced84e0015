import * as v from "valibot";

/** Credentials as they come without a scope. */
export interface GivenCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** `undefined` where it is not said. */
  readonly expiration: Date | undefined;
}

/** Header values may hold nothing else. */
const headerSafe = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,65536}$/));
const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const keys = { AccessKeyId: v.pipe(v.string(), v.regex(/^\w{16,128}$/)), SecretAccessKey: headerSafe };

/** What a `credential_process` prints. Unknown fields are ignored, as AWS's SDKs do. */
const processSchema = v.object({
  Version: v.literal(1),
  ...keys,
  SessionToken: headerSafe,
  Expiration: v.optional(time),
});

/** What a container's credentials endpoint answers. */
const containerSchema = v.object({ ...keys, Token: headerSafe, Expiration: time });

/** The two forms in which AWS's tools take credentials from others. */
export type CredentialForm = "process" | "container";

/**
 * Reads credentials in one of AWS's forms.
 *
 * @returns The name of the first field that is missing or not as it must be, where they are not whole.
 */
export function readCredentials(json: unknown, form: CredentialForm): GivenCredentials | { readonly wrong: string } {
  // INVARIANT: valibot's own messages are never shown, for they quote what they found, which may be a secret.
  if (form === "process") {
    const result = v.safeParse(processSchema, json);
    if (!result.success) return { wrong: v.getDotPath(result.issues[0]) ?? "the whole" };
    const { SessionToken, Expiration } = result.output;
    return {
      ...keysOf(result.output),
      sessionToken: SessionToken,
      expiration: Expiration === undefined ? undefined : new Date(Expiration),
    };
  }
  const result = v.safeParse(containerSchema, json);
  if (!result.success) return { wrong: v.getDotPath(result.issues[0]) ?? "the whole" };
  const { Token, Expiration } = result.output;
  return { ...keysOf(result.output), sessionToken: Token, expiration: new Date(Expiration) };
}

function keysOf({ AccessKeyId, SecretAccessKey }: { AccessKeyId: string; SecretAccessKey: string }) {
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}
