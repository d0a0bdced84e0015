import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { type InstanceProfileRecord, instanceProfiles } from "../../../state/identities.ts";
import { newUniqueId } from "../../../state/unique-id.ts";
import { instanceProfileElement } from "../elements.ts";
import { alreadyExists } from "../errors.ts";
import { iamParams, readPath, readTags, requiredName } from "../parameters.ts";
import { onNew } from "../requirements.ts";

/** Makes an instance profile, which hands a role to EC2 instances once it holds one. */
export const createInstanceProfile: Operation = operation({
  name: "CreateInstanceProfile",
  errors: ["EntityAlreadyExists", "InvalidInput", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      name: requiredName(params, "InstanceProfileName", 128),
      path: readPath(params),
      tags: readTags(params, "kept"),
    };
    params.check();
    return input;
  },
  authorise: ({ name, path, tags }, context) =>
    onNew(
      { type: "instance-profile", pathAndName: path + name, tags },
      { operation: "CreateInstanceProfile", context },
    ),
  run: async ({ name, path, tags }, { state, caller }) => {
    const profile: InstanceProfileRecord = {
      accountId: caller.accountId,
      instanceProfileName: name,
      instanceProfileId: newUniqueId(state.random, "AIPA"),
      path,
      createdAt: state.clock.now().toISOString(),
      tags,
    };
    await state.store.transaction((writer) => {
      if (instanceProfiles.find(writer, caller.accountId, name) !== undefined) {
        throw alreadyExists(`Instance Profile ${name}`);
      }
      instanceProfiles.put(writer, profile);
    });
    return { InstanceProfile: instanceProfileElement(profile, state.store) } satisfies XmlObject;
  },
});
