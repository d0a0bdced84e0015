import { type Operation, operation } from "../../../pipeline/service.ts";
import { noThumbprints } from "../errors.ts";
import {
  changeProvider,
  checkProviderArn,
  checkThumbprints,
  onProvider,
  readProviderArn,
  readThumbprints,
} from "../oidc-providers.ts";
import { iamParams } from "../parameters.ts";

/** Replaces the thumbprints of a provider. */
export const updateOpenIdConnectProviderThumbprint: Operation = operation({
  name: "UpdateOpenIDConnectProviderThumbprint",
  errors: ["InvalidInput", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    params.requirePresence("ThumbprintList");
    const input = { providerArn: readProviderArn(params), thumbprints: readThumbprints(params) };
    params.check();
    checkProviderArn(input.providerArn);
    if (input.thumbprints.length === 0) throw noThumbprints();
    checkThumbprints(input.thumbprints);
    return input;
  },
  authorise: ({ providerArn }, context) => [
    onProvider(providerArn, { operation: "UpdateOpenIDConnectProviderThumbprint", context }),
  ],
  run: ({ providerArn, thumbprints }, context) =>
    changeProvider(context, { providerArn, change: () => ({ thumbprints }) }),
});
