import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { type ManagedPolicyRecord, managedPolicies } from "../../../state/identities.ts";
import { newUniqueId } from "../../../state/unique-id.ts";
import { listedPolicy, tagsElement } from "../elements.ts";
import { policyAlreadyExists } from "../errors.ts";
import { checkManagedDocument } from "../managed-policies.ts";
import { iamParams, readDescription, readDocument, readPath, readTags, requiredName } from "../parameters.ts";
import { UNUSED } from "../policy-usage.ts";
import { onNew } from "../requirements.ts";

/** Makes a managed policy with its first version. */
export const createPolicy: Operation = operation({
  name: "CreatePolicy",
  errors: ["EntityAlreadyExists", "InvalidInput", "LimitExceeded", "MalformedPolicyDocument", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      name: requiredName(params, "PolicyName", 128),
      path: readPath(params),
      document: readDocument(params, "PolicyDocument"),
      description: readDescription(params),
      tags: readTags(params, "kept"),
    };
    params.check();
    checkManagedDocument(input.document);
    return input;
  },
  authorise: ({ name, path, tags }, context) =>
    onNew({ type: "policy", pathAndName: path + name, tags }, { operation: "CreatePolicy", context }),
  run: async ({ name, path, document, description, tags }, { state, caller }) => {
    const createdAt = state.clock.now().toISOString();
    const policy: ManagedPolicyRecord = {
      accountId: caller.accountId,
      policyName: name,
      policyId: newUniqueId(state.random, "ANPA"),
      path,
      ...(description === undefined ? {} : { description }),
      createdAt,
      updatedAt: createdAt,
      defaultVersionId: "v1",
      lastVersionNumber: 1,
      versions: [{ versionId: "v1", document, createdAt }],
      tags,
    };
    await state.store.transaction((writer) => {
      if (managedPolicies.find(writer, caller.accountId, name) !== undefined) throw policyAlreadyExists(name);
      managedPolicies.put(writer, policy);
    });
    return { Policy: { ...listedPolicy(policy, UNUSED), Tags: tagsElement(tags) } } satisfies XmlObject;
  },
});
