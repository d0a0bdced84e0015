import type { Tag } from "./identities.ts";
import type { StoreReader, StoreWriter } from "./store.ts";
import { Table } from "./table.ts";

/** An identity provider of IAM whose tokens AssumeRoleWithWebIdentity takes. */
export interface OidcProviderRecord {
  readonly accountId: string;
  /** The issuer, as its tokens say it: `https://idp.example.com/path`. */
  readonly issuer: string;
  /** The audiences that tokens may be for. */
  readonly clientIds: readonly string[];
  /** Kept and shown, but not compared: see IAM's FIDELITY.md. */
  readonly thumbprints: readonly string[];
  readonly createdAt: string;
  readonly tags: readonly Tag[];
}

const providers = new Table<OidcProviderRecord>("iam-oidc-provider");

/** The issuer without its scheme: what ARNs and condition keys call a provider by. */
export function oidcProviderName(issuer: string): string {
  return issuer.replace(/^https?:\/\//, "");
}

/** A provider's ARN. */
export function oidcProviderArn(accountId: string, issuer: string): string {
  return `arn:aws:iam::${accountId}:oidc-provider/${oidcProviderName(issuer)}`;
}

/** The provider with this ARN in this account, or `undefined`. */
export function findOidcProvider(
  reader: StoreReader,
  accountId: string,
  providerArn: string,
): OidcProviderRecord | undefined {
  const prefix = oidcProviderArn(accountId, "");
  return providerArn.startsWith(prefix)
    ? providers.get(reader, accountId, providerArn.slice(prefix.length))
    : undefined;
}

export function putOidcProvider(writer: StoreWriter, provider: OidcProviderRecord): void {
  providers.put(writer, [provider.accountId, oidcProviderName(provider.issuer)], provider);
}

export function removeOidcProvider(writer: StoreWriter, { accountId, issuer }: OidcProviderRecord): void {
  providers.remove(writer, accountId, oidcProviderName(issuer));
}

/** The account's providers, by name. */
export function listOidcProviders(reader: StoreReader, accountId: string): readonly OidcProviderRecord[] {
  return [...providers.rows(reader, { under: [accountId] })].map(([, provider]) => provider);
}
