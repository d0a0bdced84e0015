import type { Credentials } from "../../lease/index.ts";
import { httpCall } from "./http.ts";

/** Where an instance's metadata service answers. */
export type MetadataService = { readonly url: string } | { readonly socketPath: string };

/** Takes the instance role's credentials as a program on the instance would: IMDSv2, a token first. */
export async function instanceCredentials(at: MetadataService, signal?: AbortSignal): Promise<Credentials> {
  const token = await call(at, {
    method: "PUT",
    path: "/latest/api/token",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
    signal,
  });
  const headers = { "x-aws-ec2-metadata-token": token };
  const root = "/latest/meta-data/iam/security-credentials/";
  const role = (await call(at, { path: root, headers, signal })).trim();
  const document = JSON.parse(await call(at, { path: root + role, headers, signal })) as Record<string, string>;
  const { AccessKeyId, SecretAccessKey, Token } = document;
  if (!AccessKeyId || !SecretAccessKey || !Token) throw new Error("the metadata service gave no complete credentials");
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
}

async function call(at: MetadataService, what: Omit<Parameters<typeof httpCall>[0], "at">): Promise<string> {
  const { status, body } = await httpCall({ ...what, at });
  if (status !== 200) throw new Error(`the metadata service answered ${status} to ${what.path}`);
  return body;
}
