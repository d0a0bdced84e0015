import { type Operation, operation } from "../../../pipeline/service.ts";
import { managedPolicies } from "../../../state/identities.ts";
import { deleteConflict } from "../errors.ts";
import { existingPolicy, usageOf } from "../managed-policies.ts";
import { checkPolicyArn, iamParams, readPolicyArn } from "../parameters.ts";
import { onPolicy } from "../requirements.ts";

/** Deletes a managed policy that nobody uses and whose default version is its only one. */
export const deletePolicy: Operation = operation({
  name: "DeletePolicy",
  errors: ["DeleteConflict", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const policyArn = readPolicyArn(params);
    params.check();
    checkPolicyArn(policyArn);
    return { policyArn };
  },
  authorise: ({ policyArn }, context) => [onPolicy(policyArn, { operation: "DeletePolicy", context })],
  run: async ({ policyArn }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const policy = existingPolicy(writer, caller.accountId, policyArn);
      const { attachments, boundaries } = usageOf(writer, caller.accountId, policy);
      if (attachments + boundaries > 0) throw deleteConflict("Cannot delete a policy attached to entities.");
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      managedPolicies.remove(writer, policy);
    });
  },
});
