import { type Operation, operation } from "../../../pipeline/service.ts";
import { managedPolicies } from "../../../state/identities.ts";
import { deleteConflict } from "../errors.ts";
import { existingPolicy, existingVersion } from "../managed-policies.ts";
import { iamParams, readPolicyVersion } from "../parameters.ts";
import { onPolicy } from "../requirements.ts";

/** Deletes a version of a managed policy that is not in force. */
export const deletePolicyVersion: Operation = operation({
  name: "DeletePolicyVersion",
  errors: ["DeleteConflict", "NoSuchEntity", "ValidationError"],
  parse: (request) => readPolicyVersion(iamParams(request)),
  authorise: ({ policyArn }, context) => [onPolicy(policyArn, { operation: "DeletePolicyVersion", context })],
  run: async ({ policyArn, versionId }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const policy = existingPolicy(writer, caller.accountId, policyArn);
      const version = existingVersion(policy, versionId);
      if (version.versionId === policy.defaultVersionId) {
        throw deleteConflict("Cannot delete the default version of a policy.");
      }
      managedPolicies.put(writer, { ...policy, versions: policy.versions.filter((other) => other !== version) });
    });
  },
});
