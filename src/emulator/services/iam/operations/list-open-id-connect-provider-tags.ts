import type { Operation } from "../../../pipeline/service.ts";
import { taggableOidcProvider } from "../oidc-providers.ts";
import { listEntityTags } from "../tags.ts";

/** Lists the tags of an identity provider. */
export const listOpenIdConnectProviderTags: Operation = listEntityTags(
  "ListOpenIDConnectProviderTags",
  taggableOidcProvider,
);
