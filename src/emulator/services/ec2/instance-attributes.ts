import type { QueryParams } from "../../../wire/index.ts";
import type { OperationContext } from "../../pipeline/service.ts";
import { findImage } from "../../state/images.ts";
import type { InstanceRecord } from "../../state/instances.ts";
import type { StoreReader } from "../../state/store.ts";
import { ec2Errors } from "./errors.ts";
import { checkIds } from "./ids.ts";
import { checkInstanceType } from "./launch/instance-types.ts";
import { readUserData } from "./launch/launch-input.ts";
import { groupById } from "./security-groups.ts";

/** One attribute of an instance with what it is to be. */
export type AttributeChange =
  | { readonly attribute: "DisableApiTermination"; readonly value: boolean }
  | { readonly attribute: "GroupId"; readonly value: readonly string[] }
  | { readonly attribute: "InstanceType"; readonly value: string }
  | { readonly attribute: "UserData"; readonly value: string | undefined };

/** What else AWS can change. */
const NOT_EMULATED = [
  "BlockDeviceMapping",
  "DisableApiStop",
  "EbsOptimized",
  "EnaSupport",
  "InstanceInitiatedShutdownBehavior",
  "Kernel",
  "Ramdisk",
  "SourceDestCheck",
  "SriovNetSupport",
];

const EMULATED = ["DisableApiTermination", "GroupId", "InstanceType", "UserData"] as const;

/**
 * Reads which attribute is to be changed: `UserData.Value`, or in EC2's older way `Attribute` and `Value`.
 *
 * @throws AwsError `InvalidParameterCombination` where it is not exactly one.
 */
export function readAttributeChange(operation: string, params: QueryParams): AttributeChange {
  const older = params.string("Attribute");
  const named = older === undefined ? undefined : older.charAt(0).toUpperCase() + older.slice(1);
  const isGiven = (name: string): boolean => params.has(name) || name === named;
  const foreign = NOT_EMULATED.find(isGiven);
  if (foreign !== undefined) throw ec2Errors.notEmulated(operation, foreign);
  const given = EMULATED.filter(isGiven);
  const [attribute] = given;
  if (attribute === undefined) throw ec2Errors.combination("No attributes specified.");
  if (given.length > 1) {
    throw ec2Errors.combination(`Fields for multiple attribute types specified: ${given.join(", ")}`);
  }
  return attributeChange(attribute, params);
}

function attributeChange(attribute: (typeof EMULATED)[number], params: QueryParams): AttributeChange {
  const text = params.string(`${attribute}.Value`) ?? params.string(attribute) ?? params.string("Value");
  switch (attribute) {
    case "DisableApiTermination":
      if (text !== "true" && text !== "false") {
        throw ec2Errors.invalidValue(text ?? "", "disableApiTermination", "It must be true or false.");
      }
      return { attribute, value: text === "true" };
    case "GroupId": {
      const value = params.list("GroupId");
      if (value.length === 0) throw ec2Errors.missingParameter("GroupId");
      checkIds(value, "sg", "InvalidGroupId.Malformed");
      return { attribute, value };
    }
    case "InstanceType":
      return { attribute, value: text ?? "" };
    case "UserData":
      return { attribute, value: readUserData(text) };
  }
}

/** What a policy is told that the attribute is to be. User data is nobody's to read but the instance's. */
export function shownAttribute(change: AttributeChange): Readonly<Record<string, string>> {
  if (change.attribute === "UserData") return { UserData: "" };
  return { [change.attribute]: String(change.value) };
}

/**
 * The instance with the attribute changed.
 *
 * @throws AwsError where it runs and the attribute is of a stopped one, or the value does not fit.
 */
export function withAttribute(
  instance: InstanceRecord,
  change: AttributeChange,
  { context, reader }: { readonly context: OperationContext; readonly reader: StoreReader },
): InstanceRecord {
  if (instance.state === "terminated" || instance.state === "shutting-down") {
    throw ec2Errors.incorrectState(instance.instanceId, "is not in a state from which it can be modified.");
  }
  switch (change.attribute) {
    case "DisableApiTermination":
      return { ...instance, terminationProtected: change.value };
    case "GroupId": {
      const groups = [...new Set(change.value)].map((id) => groupById(context, reader, id));
      return { ...instance, securityGroups: groups.map(({ groupId, groupName }) => ({ groupId, groupName })) };
    }
    case "InstanceType": {
      requireStopped(instance);
      const image = findImage(instance.imageId, context.state.givenImages);
      if (image !== undefined) checkInstanceType(change.value, image);
      return { ...instance, instanceType: change.value };
    }
    case "UserData": {
      requireStopped(instance);
      const { userData: _old, ...rest } = instance;
      return change.value === undefined ? rest : { ...rest, userData: change.value };
    }
  }
}

function requireStopped({ instanceId, state }: InstanceRecord): void {
  if (state !== "stopped") throw ec2Errors.incorrectState(instanceId, "is not in the 'stopped' state.");
}
