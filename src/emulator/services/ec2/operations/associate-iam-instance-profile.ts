import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import type { InstanceRecord } from "../../../state/instances.ts";
import type { StoreReader } from "../../../state/store.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { readInstanceId, requireInstance } from "../instance-choice.ts";
import { instanceRequirement } from "../instance-requirement.ts";
import { requireProfile } from "../launch/instance-profile.ts";
import { readProfile } from "../launch/launch-input.ts";
import { associate, associationItem, type ProfileAssociationItem, passRole } from "../profile-associations.ts";
import { ec2Arn } from "../resources.ts";

export interface AssociateIamInstanceProfileResult {
  readonly iamInstanceProfileAssociation: ProfileAssociationItem;
}

const NAME = "AssociateIamInstanceProfile";

/** Gives a profile to an instance that has none. Its metadata service has the role's credentials at once. */
export const associateIamInstanceProfile: Operation = ec2Operation({
  name: NAME,
  errors: [
    "IncorrectInstanceState",
    "IncorrectState",
    "InvalidInstanceID.Malformed",
    "InvalidInstanceID.NotFound",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "MissingParameter",
  ],
  parse(params) {
    const profile = readProfile(params.struct("IamInstanceProfile"));
    if (profile === undefined) throw ec2Errors.missingParameter("IamInstanceProfile");
    return { instanceId: readInstanceId(params), profile };
  },
  authorise: ({ instanceId, profile }, context) => [
    instanceRequirement(context, `ec2:${NAME}`, instanceId),
    ...passRole(context, profile, ec2Arn(context, "instance", instanceId)),
  ],
  validate({ instanceId, profile }, context) {
    withoutProfile(instanceId, context, context.state.store);
    requireProfile(context, profile);
  },
  run: ({ instanceId, profile }, context): Promise<AssociateIamInstanceProfileResult> =>
    context.state.store.transaction((writer) => {
      const instance = withoutProfile(instanceId, context, writer);
      const made = associate(context, writer, { instance, profile: requireProfile(context, profile) });
      return { iamInstanceProfileAssociation: associationItem(made, "associating") };
    }),
});

function withoutProfile(instanceId: string, context: OperationContext, reader: StoreReader): InstanceRecord {
  const instance = requireInstance(instanceId, context, reader);
  if (instance.state === "terminated" || instance.state === "shutting-down") {
    throw ec2Errors.incorrectState(instanceId, "is not in the 'running' or 'stopped' states.");
  }
  if (instance.instanceProfile === undefined) return instance;
  throw ec2Errors.coded("IncorrectState", `There is an existing association for instance ${instanceId}`);
}
