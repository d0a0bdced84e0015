import { type ResourceType, resourceType } from "./resource-type.ts";
import { CLOUDFORMATION_WAIT_CONDITION_HANDLE } from "./schemas/cloudformation-wait-condition-handle.ts";

/** A presigned URL that signals of a wait condition are sent to. It asks for no right: CloudFormation signs it itself. */
export const cloudformationWaitConditionHandle: ResourceType = resourceType({
  schema: CLOUDFORMATION_WAIT_CONDITION_HANDLE,
  emulates: true,
  attributes: ["Id"],
  async create(_properties, { waitHandles, initiated }) {
    const { url, id } = await waitHandles.open();
    const made = { physicalId: url, attributes: { Id: id } };
    await initiated(made);
    return made;
  },
  delete: ({ physicalId }, { waitHandles }) => waitHandles.close(physicalId),
});
