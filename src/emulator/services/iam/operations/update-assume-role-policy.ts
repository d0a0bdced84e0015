import { parsePolicy } from "../../../../policy/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { roles } from "../../../state/identities.ts";
import { boundTrustPolicy } from "../documents.ts";
import { existing, roleKind } from "../entities.ts";
import { iamParams, readDocument, requiredName } from "../parameters.ts";
import { onBounded } from "../requirements.ts";

/** Replaces a role's trust policy. Sessions that were made before go on. */
export const updateAssumeRolePolicy: Operation = operation({
  name: "UpdateAssumeRolePolicy",
  errors: ["LimitExceeded", "MalformedPolicyDocument", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      roleName: requiredName(params, "RoleName", 64),
      trustPolicy: readDocument(params, "PolicyDocument"),
    };
    params.check();
    parsePolicy(input.trustPolicy, "trust");
    return input;
  },
  authorise: ({ roleName }, context) => [
    onBounded(roleKind, roleName, { operation: "UpdateAssumeRolePolicy", context }),
  ],
  run: async ({ roleName, trustPolicy }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const role = existing(roleKind, writer, { accountId: caller.accountId, name: roleName });
      roles.put(writer, { ...role, trustPolicy: boundTrustPolicy(writer, trustPolicy) });
    });
  },
});
