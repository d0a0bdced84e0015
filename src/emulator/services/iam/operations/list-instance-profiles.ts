import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { instanceProfiles } from "../../../state/identities.ts";
import { listedInstanceProfile } from "../elements.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams, readPathPrefix } from "../parameters.ts";
import { onAll } from "../requirements.ts";

/** Lists the instance profiles below a path. */
export const listInstanceProfiles: Operation = operation({
  name: "ListInstanceProfiles",
  errors: ["ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { pathPrefix: readPathPrefix(params), page: readPageRequest(params) };
    params.check();
    return input;
  },
  authorise: (_input, context) => [onAll({ operation: "ListInstanceProfiles", context })],
  run({ pathPrefix, page }, { state, caller }) {
    const all = instanceProfiles.list(state.store, caller.accountId);
    const found = all.filter((profile) => profile.path.startsWith(pathPrefix));
    const { items, end } = cutPage(found, page, (profile) => profile.instanceProfileName);
    const elements = items.map((profile) => listedInstanceProfile(profile, state.store));
    return { InstanceProfiles: elements, ...end } satisfies XmlObject;
  },
});
