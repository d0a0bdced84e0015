import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { policyElement } from "../elements.ts";
import { existingPolicy, usageOf } from "../managed-policies.ts";
import { checkPolicyArn, iamParams, readPolicyArn } from "../parameters.ts";
import { onPolicy } from "../requirements.ts";

/** Describes a managed policy. */
export const getPolicy: Operation = operation({
  name: "GetPolicy",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const policyArn = readPolicyArn(params);
    params.check();
    checkPolicyArn(policyArn);
    return { policyArn };
  },
  authorise: ({ policyArn }, context) => [onPolicy(policyArn, { operation: "GetPolicy", context })],
  run({ policyArn }, { state, caller }) {
    const policy = existingPolicy(state.store, caller.accountId, policyArn);
    return { Policy: policyElement(policy, usageOf(state.store, caller.accountId, policy)) } satisfies XmlObject;
  },
});
