import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import type { PolicyVersionRecord } from "../../../state/identities.ts";
import { listedVersion } from "../elements.ts";
import { existingPolicy } from "../managed-policies.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { checkPolicyArn, iamParams, readPolicyArn } from "../parameters.ts";
import { onPolicy } from "../requirements.ts";

/** Lists the versions of a managed policy, the newest first. */
export const listPolicyVersions: Operation = operation({
  name: "ListPolicyVersions",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { policyArn: readPolicyArn(params), page: readPageRequest(params) };
    params.check();
    checkPolicyArn(input.policyArn);
    return input;
  },
  authorise: ({ policyArn }, context) => [onPolicy(policyArn, { operation: "ListPolicyVersions", context })],
  run({ policyArn, page }, { state, caller }) {
    const policy = existingPolicy(state.store, caller.accountId, policyArn);
    const { items, end } = cutPage(policy.versions, page, newestFirst);
    return { Versions: items.map((version) => listedVersion(policy, version)), ...end } satisfies XmlObject;
  },
});

/** A key that sorts a newer version before an older one. */
function newestFirst({ versionId }: PolicyVersionRecord): string {
  return String(1e9 - Number(versionId.slice(1))).padStart(10, "0");
}
