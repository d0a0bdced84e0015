import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { type ManagedPolicyRecord, managedPolicies } from "../../../state/identities.ts";
import { listedVersion } from "../elements.ts";
import { limitExceeded } from "../errors.ts";
import { checkManagedDocument, existingPolicy } from "../managed-policies.ts";
import { checkPolicyArn, iamParams, readDocument, readPolicyArn } from "../parameters.ts";
import { IAM_QUOTAS } from "../quotas.ts";
import { onPolicy } from "../requirements.ts";

const MAX_VERSIONS = IAM_QUOTAS.versionsPerPolicy;

/** Adds a version to a managed policy; it comes into force at once where `SetAsDefault` says so. */
export const createPolicyVersion: Operation = operation({
  name: "CreatePolicyVersion",
  errors: ["LimitExceeded", "MalformedPolicyDocument", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      policyArn: readPolicyArn(params),
      document: readDocument(params, "PolicyDocument"),
      setAsDefault: params.boolean("SetAsDefault") ?? false,
    };
    params.check();
    checkPolicyArn(input.policyArn);
    checkManagedDocument(input.document);
    return input;
  },
  authorise: ({ policyArn }, context) => [onPolicy(policyArn, { operation: "CreatePolicyVersion", context })],
  run: async ({ policyArn, document, setAsDefault }, { state, caller }) => {
    const createdAt = state.clock.now().toISOString();
    return state.store.transaction((writer) => {
      const policy = existingPolicy(writer, caller.accountId, policyArn);
      if (policy.versions.length >= MAX_VERSIONS) {
        throw limitExceeded(
          `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const lastVersionNumber = policy.lastVersionNumber + 1;
      const version = { versionId: `v${lastVersionNumber}`, document, createdAt };
      const changed: ManagedPolicyRecord = {
        ...policy,
        lastVersionNumber,
        versions: [...policy.versions, version],
        ...(setAsDefault ? { defaultVersionId: version.versionId, updatedAt: createdAt } : {}),
      };
      managedPolicies.put(writer, changed);
      return { PolicyVersion: listedVersion(changed, version) } satisfies XmlObject;
    });
  },
});
