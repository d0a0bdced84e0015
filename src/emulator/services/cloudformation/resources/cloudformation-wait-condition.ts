import { MAX_WAIT_SIGNALS } from "../../../state/wait-signals.ts";
import { InvalidPropertiesError } from "./refusals.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { CLOUDFORMATION_WAIT_CONDITION } from "./schemas/cloudformation-wait-condition.ts";

const MAX_TIMEOUT_SECONDS = 43_200;

/** Something that is complete once enough signals came: to its handle, or, with a CreationPolicy, to itself. */
export const cloudformationWaitCondition: ResourceType = resourceType({
  schema: CLOUDFORMATION_WAIT_CONDITION,
  emulates: true,
  attributes: ["Data", "Id"],
  async create(properties, { waitHandles, isSignalled, initiated }) {
    const { Handle, Timeout, Count = 1 } = properties;
    if (isSignalled) {
      if (Object.keys(properties).length > 0) {
        throw new InvalidPropertiesError("A wait condition with a CreationPolicy can have no properties");
      }
      const id = waitHandles.newId();
      const made = { physicalId: id, attributes: { Data: "{}", Id: id } };
      await initiated(made);
      return made;
    }
    if (Handle === undefined || Timeout === undefined) {
      throw new InvalidPropertiesError("A wait condition without a CreationPolicy must have Handle and Timeout");
    }
    const wanted = {
      count: wholeNumber("Count", Count, MAX_WAIT_SIGNALS),
      timeoutSeconds: wholeNumber("Timeout", Timeout, MAX_TIMEOUT_SECONDS),
    };
    const physicalId = waitHandles.find(Handle);
    await initiated({ physicalId, attributes: { Data: "{}", Id: physicalId } });
    return { physicalId, attributes: { Data: await waitHandles.receive(Handle, wanted), Id: physicalId } };
  },
  update() {
    throw new InvalidPropertiesError("Update to resource type AWS::CloudFormation::WaitCondition is not supported.");
  },
  delete: async () => {},
});

function wholeNumber(name: string, value: string | number, max: number): number {
  const number = Number(value);
  if (/^\d+$/.test(String(value)) && number >= 1 && number <= max) return number;
  throw new InvalidPropertiesError(`${name} must be a whole number from 1 to ${max}`);
}
