import type { Operation } from "../../../pipeline/service.ts";
import { taggableOidcProvider } from "../oidc-providers.ts";
import { tagEntity } from "../tags.ts";

/** Tags an identity provider. */
export const tagOpenIdConnectProvider: Operation = tagEntity("TagOpenIDConnectProvider", taggableOidcProvider);
