import type { Operation } from "../../../pipeline/service.ts";
import { putInstance } from "../../../state/instances.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { readAttributeChange, shownAttribute, withAttribute } from "../instance-attributes.ts";
import { readInstanceId, requireInstance } from "../instance-choice.ts";
import { attributeRequirement } from "../instance-requirement.ts";

export interface ModifyInstanceAttributeResult {
  readonly return: true;
}

const NAME = "ModifyInstanceAttribute";

/** Changes one attribute of an instance. User data and type are those of a stopped one. */
export const modifyInstanceAttribute: Operation = ec2Operation({
  name: NAME,
  errors: [
    "IncorrectInstanceState",
    "InvalidGroup.NotFound",
    "InvalidGroupId.Malformed",
    "InvalidInstanceID.Malformed",
    "InvalidInstanceID.NotFound",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidUserData.Malformed",
    "MissingParameter",
  ],
  parse: (params) => ({ instanceId: readInstanceId(params), change: readAttributeChange(NAME, params) }),
  authorise: ({ instanceId, change }, context) => [
    attributeRequirement(context, { action: `ec2:${NAME}`, instanceId }, shownAttribute(change)),
  ],
  validate({ instanceId, change }, context) {
    const reader = context.state.store;
    withAttribute(requireInstance(instanceId, context, reader), change, { context, reader });
  },
  run: ({ instanceId, change }, context): Promise<ModifyInstanceAttributeResult> =>
    context.state.store.transaction((writer) => {
      const instance = requireInstance(instanceId, context, writer);
      putInstance(writer, withAttribute(instance, change, { context, reader: writer }));
      return { return: true };
    }),
});
