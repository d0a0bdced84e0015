import type { ConstrainedParams } from "../../pipeline/constrained-params.ts";
import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import {
  findOidcProvider,
  type OidcProviderRecord,
  oidcProviderArn,
  putOidcProvider,
} from "../../state/oidc-providers.ts";
import type { StoreReader } from "../../state/store.ts";
import {
  badThumbprintCount,
  clientIdQuotaExceeded,
  insecureProviderUrl,
  invalidProviderUrl,
  malformedProviderUrl,
  noSuchOidcProvider,
} from "./errors.ts";
import { checkPolicyArn } from "./parameters.ts";
import { type Ask, requestTags, requirement, resourceTags } from "./requirements.ts";
import type { Taggable } from "./taggable.ts";

const MAX_CLIENT_IDS = 100;
const MAX_THUMBPRINTS = 5;
/** Lists have quotas of their own, which have their own texts; this only bounds what is read. */
const ANY_COUNT = 5000;
const CLIENT_ID_RULE = { min: 1, max: 255 };
const THUMBPRINT_RULE = { min: 40, max: 40 };
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** `OpenIDConnectProviderArn`. Call `params.check()` and then {@link checkProviderArn}. */
export function readProviderArn(params: ConstrainedParams): string {
  return params.requiredText("OpenIDConnectProviderArn", { min: 20, max: 2048 });
}

/** @throws AwsError `ValidationError` where the text is no ARN. */
export const checkProviderArn: (providerArn: string) => void = checkPolicyArn;

/** `Url`: call `params.check()` and then {@link checkIssuer}. */
export function readIssuer(params: ConstrainedParams): string {
  return params.requiredText("Url", { min: 1, max: 255 });
}

/**
 * Checks the URL of a provider that is to be made: https, without port, query or fragment, as tokens write it in `iss`.
 * On loopback alone it may be http and have a port, so that an issuer can run beside the emulator.
 *
 * @throws AwsError `ValidationError` or `InvalidInput`.
 */
export function checkIssuer(issuer: string): void {
  const [, scheme, authority = "", rest = ""] = /^([a-z]+):\/\/([^/?#]+)([^\s]*)$/.exec(issuer) ?? [];
  const [, host = "", port] = /^(\[[0-9a-f:]+\]|[^:@\s]+)(:\d{1,5})?$/i.exec(authority) ?? [];
  if (scheme === undefined || host === "") throw malformedProviderUrl();
  const local = LOOPBACK.test(host);
  if (scheme !== "https" && !(scheme === "http" && local)) throw insecureProviderUrl();
  if (/[?#*]/.test(rest) || (port !== undefined && !local)) throw invalidProviderUrl();
}

export function readClientId(params: ConstrainedParams): string {
  return params.requiredText("ClientID", CLIENT_ID_RULE);
}

export function readClientIds(params: ConstrainedParams): readonly string[] {
  return [...new Set(params.texts("ClientIDList", { ...CLIENT_ID_RULE, maxCount: ANY_COUNT }))];
}

/** @throws AwsError `LimitExceeded` over 100. */
export function checkClientIds(clientIds: readonly string[]): void {
  if (clientIds.length > MAX_CLIENT_IDS) throw clientIdQuotaExceeded(MAX_CLIENT_IDS);
}

export function readThumbprints(params: ConstrainedParams): readonly string[] {
  return params.texts("ThumbprintList", { ...THUMBPRINT_RULE, maxCount: ANY_COUNT });
}

/** @throws AwsError `InvalidInput` over 5. */
export function checkThumbprints(thumbprints: readonly string[]): void {
  if (thumbprints.length > MAX_THUMBPRINTS) throw badThumbprintCount(MAX_THUMBPRINTS);
}

/**
 * The provider.
 *
 * @throws AwsError `NoSuchEntity`.
 */
export function existingProvider(reader: StoreReader, accountId: string, providerArn: string): OidcProviderRecord {
  const provider = findOidcProvider(reader, accountId, providerArn);
  if (provider === undefined) throw noSuchOidcProvider(providerArn);
  return provider;
}

/** A permission on a provider that exists, or is said to. */
export function onProvider(providerArn: string, ask: Ask): Requirement {
  const { state, caller } = ask.context;
  const tags = findOidcProvider(state.store, caller.accountId, providerArn)?.tags;
  return requirement(providerArn, { ...ask, keys: { ...resourceTags(tags), ...ask.keys } });
}

/** The permissions to make a provider; tags need one more. */
export function onNewProvider(issuer: string, tags: readonly Tag[], context: OperationContext): readonly Requirement[] {
  const providerArn = oidcProviderArn(context.caller.accountId, issuer);
  const keys = requestTags(tags);
  const making = requirement(providerArn, { operation: "CreateOpenIDConnectProvider", context, keys });
  if (tags.length === 0) return [making];
  return [making, requirement(providerArn, { operation: "TagOpenIDConnectProvider", context, keys })];
}

/** What an operation changes in a provider. */
export interface ProviderChange {
  readonly providerArn: string;
  readonly change: (provider: OidcProviderRecord) => Partial<OidcProviderRecord>;
}

/**
 * Changes a provider.
 *
 * @throws AwsError `NoSuchEntity`.
 */
export async function changeProvider(
  { state, caller }: OperationContext,
  { providerArn, change }: ProviderChange,
): Promise<void> {
  await state.store.transaction((writer) => {
    const provider = existingProvider(writer, caller.accountId, providerArn);
    putOidcProvider(writer, { ...provider, ...change(provider) });
  });
}

export const taggableOidcProvider: Taggable<OidcProviderRecord> = {
  tagKeyCase: "kept",
  quota: "TagsPerOpenIdConnectProvider",
  read: readProviderArn,
  check: checkProviderArn,
  existing: existingProvider,
  put: putOidcProvider,
  permission: onProvider,
};
