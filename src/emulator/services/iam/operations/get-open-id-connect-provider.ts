import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { oidcProviderName } from "../../../state/oidc-providers.ts";
import { tagsElement } from "../elements.ts";
import { checkProviderArn, existingProvider, onProvider, readProviderArn } from "../oidc-providers.ts";
import { iamParams } from "../parameters.ts";

/** Shows an identity provider; its URL without the scheme, as AWS does. */
export const getOpenIdConnectProvider: Operation = operation({
  name: "GetOpenIDConnectProvider",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const providerArn = readProviderArn(params);
    params.check();
    checkProviderArn(providerArn);
    return { providerArn };
  },
  authorise: ({ providerArn }, context) => [
    onProvider(providerArn, { operation: "GetOpenIDConnectProvider", context }),
  ],
  run({ providerArn }, { state, caller }) {
    const provider = existingProvider(state.store, caller.accountId, providerArn);
    return {
      Url: oidcProviderName(provider.issuer),
      ClientIDList: provider.clientIds,
      ThumbprintList: provider.thumbprints,
      CreateDate: new Date(provider.createdAt),
      Tags: tagsElement(provider.tags),
    } satisfies XmlObject;
  },
});
