import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { shownDocument } from "../documents.ts";
import { listedVersion } from "../elements.ts";
import { existingPolicy, existingVersion } from "../managed-policies.ts";
import { iamParams, readPolicyVersion } from "../parameters.ts";
import { onPolicy } from "../requirements.ts";

/** Reads one version of a managed policy, with its document. */
export const getPolicyVersion: Operation = operation({
  name: "GetPolicyVersion",
  errors: ["NoSuchEntity", "ValidationError"],
  parse: (request) => readPolicyVersion(iamParams(request)),
  authorise: ({ policyArn }, context) => [onPolicy(policyArn, { operation: "GetPolicyVersion", context })],
  run({ policyArn, versionId }, { state, caller }) {
    const policy = existingPolicy(state.store, caller.accountId, policyArn);
    const version = existingVersion(policy, versionId);
    return {
      PolicyVersion: { Document: shownDocument(version.document), ...listedVersion(policy, version) },
    } satisfies XmlObject;
  },
});
