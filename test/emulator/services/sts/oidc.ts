import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type AssumeRoleWithWebIdentityCommandOutput,
  STSClient,
} from "@aws-sdk/client-sts";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { Emulator, OidcKeySet } from "../../../../src/emulator/index.ts";
import { clientConfig } from "../../../support/emulator.ts";
import { iamOf, type Statement, trust } from "../iam/identities.ts";

export const AUDIENCE = "sts.amazonaws.com";

/** An issuer of tokens, with one key. */
export interface Issuer {
  readonly issuer: string;
  readonly keySet: OidcKeySet;
  /** A token for {@link AUDIENCE} that lives an hour; claims that are `undefined` are left out. */
  token(claims?: Record<string, unknown>, header?: { readonly alg?: string; readonly kid?: string }): Promise<string>;
}

export async function makeIssuer(issuer: string, { alg = "RS256", kid = "key-1" } = {}): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const keySet = { keys: [{ ...(await exportJWK(publicKey)), kid, alg, use: "sig" }] };
  return {
    issuer,
    keySet,
    token: (claims = {}, header = {}) => sign(privateKey, { issuer, claims, header: { alg, kid, ...header } }),
  };
}

function sign(
  key: CryptoKey,
  { issuer, claims, header }: { issuer: string; claims: object; header: { alg: string; kid: string } },
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const whole = { iss: issuer, sub: "alice", aud: AUDIENCE, iat: now, exp: now + 3600, ...claims };
  // JSON leaves out what is undefined.
  return new SignJWT(JSON.parse(JSON.stringify(whole)) as JWTPayload).setProtectedHeader(header).sign(key);
}

/** Makes the issuer's provider in IAM; its ARN. */
export async function addProvider(
  emulator: Emulator,
  Url: string,
  clientIds: readonly string[] = [AUDIENCE],
): Promise<string> {
  const ClientIDList = [...clientIds];
  const answer = await iamOf(emulator).send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList }));
  return answer.OpenIDConnectProviderArn ?? "";
}

/** A trust policy for a provider's tokens. */
export function trustProvider(providerArn: string, more: Statement = {}): string {
  return trust({ Federated: providerArn }, { Action: "sts:AssumeRoleWithWebIdentity", ...more });
}

/** Calls the operation with no credentials at all. */
export function assumeWithToken(
  emulator: Emulator,
  input: Partial<AssumeRoleWithWebIdentityCommandInput> &
    Pick<AssumeRoleWithWebIdentityCommandInput, "WebIdentityToken">,
): Promise<AssumeRoleWithWebIdentityCommandOutput> {
  const { endpoint, region, maxAttempts } = clientConfig(emulator);
  return new STSClient({ endpoint, region, maxAttempts }).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: "arn:aws:iam::111111111111:role/deployer",
      RoleSessionName: "session",
      ...input,
    }),
  );
}

/** A web server on loopback that answers what `answer` says for a path; 404 where that is `undefined`. */
export async function serveDocuments(
  answer: (path: string) => string | { readonly status: number; readonly location: string } | undefined,
): Promise<{ readonly url: string; readonly asked: readonly string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const found = answer(request.url ?? "");
    if (found === undefined) response.writeHead(404).end();
    else if (typeof found === "string") response.writeHead(200, { "content-type": "application/json" }).end(found);
    else response.writeHead(found.status, { location: found.location }).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
