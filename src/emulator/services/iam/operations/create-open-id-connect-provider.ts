import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import {
  findOidcProvider,
  type OidcProviderRecord,
  oidcProviderArn,
  putOidcProvider,
} from "../../../state/oidc-providers.ts";
import { tagsElement } from "../elements.ts";
import { oidcProviderAlreadyExists } from "../errors.ts";
import {
  checkClientIds,
  checkIssuer,
  checkThumbprints,
  onNewProvider,
  readClientIds,
  readIssuer,
  readThumbprints,
} from "../oidc-providers.ts";
import { iamParams, readTags } from "../parameters.ts";

/** Makes an identity provider: from then on roles can trust the tokens of its issuer. */
export const createOpenIdConnectProvider: Operation = operation({
  name: "CreateOpenIDConnectProvider",
  errors: ["EntityAlreadyExists", "InvalidInput", "LimitExceeded", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      issuer: readIssuer(params),
      clientIds: readClientIds(params),
      thumbprints: readThumbprints(params),
      tags: readTags(params, "kept"),
    };
    params.check();
    checkIssuer(input.issuer);
    checkThumbprints(input.thumbprints);
    checkClientIds(input.clientIds);
    return input;
  },
  authorise: ({ issuer, tags }, context) => onNewProvider(issuer, tags, context),
  run: async (input, { state, caller: { accountId } }) => {
    const provider: OidcProviderRecord = { ...input, accountId, createdAt: state.clock.now().toISOString() };
    const providerArn = oidcProviderArn(accountId, input.issuer);
    await state.store.transaction((writer) => {
      if (findOidcProvider(writer, accountId, providerArn) !== undefined) throw oidcProviderAlreadyExists(input.issuer);
      putOidcProvider(writer, provider);
    });
    return { OpenIDConnectProviderArn: providerArn, Tags: tagsElement(input.tags) } satisfies XmlObject;
  },
});
