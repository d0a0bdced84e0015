import type { Operation } from "../../../pipeline/service.ts";
import { putInstance } from "../../../state/instances.ts";
import { ec2Operation, required } from "../ec2-operation.ts";
import { instanceRequirement } from "../instance-requirement.ts";
import {
  associationItem,
  listAssociations,
  type ProfileAssociationItem,
  requireAssociation,
} from "../profile-associations.ts";

export interface DisassociateIamInstanceProfileResult {
  readonly iamInstanceProfileAssociation: ProfileAssociationItem;
}

const NAME = "DisassociateIamInstanceProfile";

/** Takes the profile from an instance. Credentials that were handed out before live on. */
export const disassociateIamInstanceProfile: Operation = ec2Operation({
  name: NAME,
  errors: ["InvalidAssociationID.NotFound", "MissingParameter"],
  parse: (params) => required(params, "AssociationId"),
  authorise(id, context) {
    const found = listAssociations(context, context.state.store).find(({ associationId }) => associationId === id);
    return [instanceRequirement(context, `ec2:${NAME}`, found?.instance.instanceId ?? "*")];
  },
  validate: (id, context) => void requireAssociation(id, context, context.state.store),
  run: (id, context): Promise<DisassociateIamInstanceProfileResult> =>
    context.state.store.transaction((writer) => {
      const association = requireAssociation(id, context, writer);
      const { instanceProfile: _gone, ...instance } = association.instance;
      putInstance(writer, instance);
      return { iamInstanceProfileAssociation: associationItem(association, "disassociating") };
    }),
});
