import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { instanceProfileElement } from "../elements.ts";
import { existing, instanceProfileKind } from "../entities.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Describes an instance profile and its role. */
export const getInstanceProfile: Operation = operation({
  name: "GetInstanceProfile",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const name = requiredName(params, "InstanceProfileName", 128);
    params.check();
    return { name };
  },
  authorise: ({ name }, context) => [onEntity(instanceProfileKind, name, { operation: "GetInstanceProfile", context })],
  run({ name }, { state, caller }) {
    const profile = existing(instanceProfileKind, state.store, { accountId: caller.accountId, name });
    return { InstanceProfile: instanceProfileElement(profile, state.store) } satisfies XmlObject;
  },
});
