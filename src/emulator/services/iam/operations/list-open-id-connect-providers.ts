import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { listOidcProviders, oidcProviderArn } from "../../../state/oidc-providers.ts";
import { onAll } from "../requirements.ts";

/** Lists the identity providers of the account, all at once. */
export const listOpenIdConnectProviders: Operation = operation({
  name: "ListOpenIDConnectProviders",
  errors: [],
  parse: () => undefined,
  authorise: (_input, context) => [onAll({ operation: "ListOpenIDConnectProviders", context })],
  run(_input, { state, caller: { accountId } }) {
    const providers = listOidcProviders(state.store, accountId);
    return {
      OpenIDConnectProviderList: providers.map(({ issuer }) => ({ Arn: oidcProviderArn(accountId, issuer) })),
    } satisfies XmlObject;
  },
});
