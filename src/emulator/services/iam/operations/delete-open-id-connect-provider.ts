import { type Operation, operation } from "../../../pipeline/service.ts";
import { findOidcProvider, removeOidcProvider } from "../../../state/oidc-providers.ts";
import { checkProviderArn, onProvider, readProviderArn } from "../oidc-providers.ts";
import { iamParams } from "../parameters.ts";

/** Deletes an identity provider. One that is not there is no error, as AWS documents. */
export const deleteOpenIdConnectProvider: Operation = operation({
  name: "DeleteOpenIDConnectProvider",
  errors: ["ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const providerArn = readProviderArn(params);
    params.check();
    checkProviderArn(providerArn);
    return { providerArn };
  },
  authorise: ({ providerArn }, context) => [
    onProvider(providerArn, { operation: "DeleteOpenIDConnectProvider", context }),
  ],
  run: async ({ providerArn }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const provider = findOidcProvider(writer, caller.accountId, providerArn);
      if (provider !== undefined) removeOidcProvider(writer, provider);
    });
  },
});
