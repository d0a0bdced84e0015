import { type Operation, operation } from "../../../pipeline/service.ts";
import {
  changeProvider,
  checkClientIds,
  checkProviderArn,
  onProvider,
  readClientId,
  readProviderArn,
} from "../oidc-providers.ts";
import { iamParams } from "../parameters.ts";

/** Adds an audience; one that is there already is no error. */
export const addClientIdToOpenIdConnectProvider: Operation = operation({
  name: "AddClientIDToOpenIDConnectProvider",
  errors: ["LimitExceeded", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { providerArn: readProviderArn(params), clientId: readClientId(params) };
    params.check();
    checkProviderArn(input.providerArn);
    return input;
  },
  authorise: ({ providerArn }, context) => [
    onProvider(providerArn, { operation: "AddClientIDToOpenIDConnectProvider", context }),
  ],
  run: ({ providerArn, clientId }, context) =>
    changeProvider(context, {
      providerArn,
      change(provider) {
        const clientIds = [...new Set([...provider.clientIds, clientId])];
        checkClientIds(clientIds);
        return { clientIds };
      },
    }),
});
