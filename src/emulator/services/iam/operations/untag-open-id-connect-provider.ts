import type { Operation } from "../../../pipeline/service.ts";
import { taggableOidcProvider } from "../oidc-providers.ts";
import { untagEntity } from "../tags.ts";

/** Removes tags from an identity provider. */
export const untagOpenIdConnectProvider: Operation = untagEntity("UntagOpenIDConnectProvider", taggableOidcProvider);
