import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { listedInstanceProfile } from "../elements.ts";
import { existing, roleKind } from "../entities.ts";
import { profilesOfRole } from "../instance-profiles.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Lists the instance profiles that hold a role. */
export const listInstanceProfilesForRole: Operation = operation({
  name: "ListInstanceProfilesForRole",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { roleName: requiredName(params, "RoleName", 64), page: readPageRequest(params) };
    params.check();
    return input;
  },
  authorise: ({ roleName }, context) => [
    onEntity(roleKind, roleName, { operation: "ListInstanceProfilesForRole", context }),
  ],
  run({ roleName, page }, { state, caller }) {
    const role = existing(roleKind, state.store, { accountId: caller.accountId, name: roleName });
    const { items, end } = cutPage(profilesOfRole(state.store, role), page, (profile) => profile.instanceProfileName);
    const elements = items.map((profile) => listedInstanceProfile(profile, state.store));
    return { InstanceProfiles: elements, ...end } satisfies XmlObject;
  },
});
