import type { Emulator } from "../../../../src/emulator/index.ts";
import type { SdkCredentials } from "../../../support/emulator.ts";
import { signWithSmithy } from "../../../wire/sigv4/smithy-signer.ts";

/** Sends a form that the SDK would not send, signed with a long-term key; answers status and body. */
export async function sendForm(
  emulator: Emulator,
  { service, credentials, form }: { service: "sts" | "iam"; credentials: SdkCredentials; form: string },
): Promise<{ readonly status: number; readonly body: string }> {
  const headers = {
    host: new URL(emulator.endpoint).host,
    "content-type": "application/x-www-form-urlencoded",
  };
  const request = { method: "POST", path: "/", query: {}, headers, body: form };
  const { accessKeyId, secretAccessKey } = credentials;
  const signing = { accessKeyId, secretAccessKey, region: emulator.region, service, at: new Date() };
  const { host: _host, ...signed } = await signWithSmithy(request, signing);
  const response = await fetch(emulator.endpoint, { method: "POST", headers: signed, body: form });
  return { status: response.status, body: await response.text() };
}
