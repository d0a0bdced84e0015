import { textAt } from "./answer.ts";
import { listChange } from "./changes.ts";
import { changeIamTags } from "./iam-tags.ts";
import { iam } from "./query-calls.ts";
import { type ResourceType, resourceType, unchanged } from "./resource-type.ts";
import { IAM_OIDC_PROVIDER } from "./schemas/iam-oidc-provider.ts";
import { resourceTags } from "./tags.ts";

/** An issuer of tokens for which roles can be assumed. */
export const iamOidcProvider: ResourceType = resourceType({
  schema: IAM_OIDC_PROVIDER,
  emulates: true,
  attributes: ["Arn"],
  async create({ Url, ClientIdList: ClientIDList, ThumbprintList, Tags }, context) {
    const input = { Url, ClientIDList, ThumbprintList, Tags: resourceTags(Tags, context) };
    const Arn = textAt(await context.call(iam("CreateOpenIDConnectProvider", input)), "OpenIDConnectProviderArn");
    const made = { physicalId: Arn, attributes: { Arn } };
    await context.initiated(made);
    return made;
  },
  async update(old, { ClientIdList, ThumbprintList, Tags }, context) {
    const id = { OpenIDConnectProviderArn: old.physicalId };
    const clientIds = listChange(old.properties.ClientIdList, ClientIdList);
    for (const ClientID of clientIds.added) {
      await context.call(iam("AddClientIDToOpenIDConnectProvider", { ...id, ClientID }));
    }
    for (const ClientID of clientIds.removed) {
      await context.call(iam("RemoveClientIDFromOpenIDConnectProvider", { ...id, ClientID }));
    }
    const thumbprints = listChange(old.properties.ThumbprintList, ThumbprintList);
    // A provider that has thumbprints cannot be left without: those that it has stay.
    if (ThumbprintList !== undefined && thumbprints.added.length + thumbprints.removed.length > 0) {
      await context.call(iam("UpdateOpenIDConnectProviderThumbprint", { ...id, ThumbprintList }));
    }
    await changeIamTags({ kind: "OpenIDConnectProvider", id }, { old, tags: Tags }, context);
    return unchanged(old);
  },
  delete: ({ physicalId }, context) =>
    context.callUnlessGone(iam("DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: physicalId })),
});
