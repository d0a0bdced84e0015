import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation, required } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { instanceRequirement } from "../instance-requirement.ts";
import { requireProfile } from "../launch/instance-profile.ts";
import { readProfile } from "../launch/launch-input.ts";
import {
  associate,
  associationItem,
  listAssociations,
  type ProfileAssociationItem,
  passRole,
  requireAssociation,
} from "../profile-associations.ts";
import { ec2Arn } from "../resources.ts";

export interface ReplaceIamInstanceProfileAssociationResult {
  readonly iamInstanceProfileAssociation: ProfileAssociationItem;
}

const NAME = "ReplaceIamInstanceProfileAssociation";

/** Gives an instance another profile in place of its own. */
export const replaceIamInstanceProfileAssociation: Operation = ec2Operation({
  name: NAME,
  errors: ["InvalidAssociationID.NotFound", "InvalidParameterCombination", "InvalidParameterValue", "MissingParameter"],
  parse(params) {
    const profile = readProfile(params.struct("IamInstanceProfile"));
    if (profile === undefined) throw ec2Errors.missingParameter("IamInstanceProfile");
    return { id: required(params, "AssociationId"), profile };
  },
  authorise({ id, profile }, context) {
    const found = listAssociations(context, context.state.store).find(({ associationId }) => associationId === id);
    const instanceId = found?.instance.instanceId ?? "*";
    return [
      instanceRequirement(context, `ec2:${NAME}`, instanceId),
      ...passRole(context, profile, ec2Arn(context, "instance", instanceId)),
    ];
  },
  validate({ id, profile }, context) {
    requireAssociation(id, context, context.state.store);
    requireProfile(context, profile);
  },
  run: ({ id, profile }, context): Promise<ReplaceIamInstanceProfileAssociationResult> =>
    context.state.store.transaction((writer) => {
      const { instance } = requireAssociation(id, context, writer);
      const made = associate(context, writer, { instance, profile: requireProfile(context, profile) });
      return { iamInstanceProfileAssociation: associationItem(made, "associating") };
    }),
});
