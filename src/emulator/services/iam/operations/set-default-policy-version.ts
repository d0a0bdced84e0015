import { type Operation, operation } from "../../../pipeline/service.ts";
import { managedPolicies } from "../../../state/identities.ts";
import { existingPolicy, existingVersion } from "../managed-policies.ts";
import { iamParams, readPolicyVersion } from "../parameters.ts";
import { onPolicy } from "../requirements.ts";

/** Puts a version of a managed policy in force. */
export const setDefaultPolicyVersion: Operation = operation({
  name: "SetDefaultPolicyVersion",
  errors: ["NoSuchEntity", "ValidationError"],
  parse: (request) => readPolicyVersion(iamParams(request)),
  authorise: ({ policyArn }, context) => [onPolicy(policyArn, { operation: "SetDefaultPolicyVersion", context })],
  run: async ({ policyArn, versionId }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const policy = existingPolicy(writer, caller.accountId, policyArn);
      const { versionId: defaultVersionId } = existingVersion(policy, versionId);
      managedPolicies.put(writer, { ...policy, defaultVersionId, updatedAt: state.clock.now().toISOString() });
    });
  },
});
