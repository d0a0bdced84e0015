import { type Operation, operation } from "../../../pipeline/service.ts";
import { changeProvider, checkProviderArn, onProvider, readClientId, readProviderArn } from "../oidc-providers.ts";
import { iamParams } from "../parameters.ts";

/** Removes an audience; one that is not there is no error. */
export const removeClientIdFromOpenIdConnectProvider: Operation = operation({
  name: "RemoveClientIDFromOpenIDConnectProvider",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { providerArn: readProviderArn(params), clientId: readClientId(params) };
    params.check();
    checkProviderArn(input.providerArn);
    return input;
  },
  authorise: ({ providerArn }, context) => [
    onProvider(providerArn, { operation: "RemoveClientIDFromOpenIDConnectProvider", context }),
  ],
  run: ({ providerArn, clientId }, context) =>
    changeProvider(context, {
      providerArn,
      change: (provider) => ({ clientIds: provider.clientIds.filter((known) => known !== clientId) }),
    }),
});
