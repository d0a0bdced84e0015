import type { Operation } from "../../../pipeline/service.ts";
import type { InstanceRecord } from "../../../state/instances.ts";
import { ec2Operation, required } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { readInstanceId, requireInstance } from "../instance-choice.ts";
import { rootDeviceName } from "../instance-items.ts";
import { instanceRequirement } from "../instance-requirement.ts";

const NAME = "DescribeInstanceAttribute";

const value = (text: string | boolean | undefined): object => (text === undefined ? {} : { value: text });

/** The attributes that an instance has here, each with its content. */
const ATTRIBUTES: Readonly<Record<string, (instance: InstanceRecord) => unknown>> = {
  blockDeviceMapping: () => [],
  disableApiStop: () => value(false),
  disableApiTermination: ({ terminationProtected }) => value(terminationProtected ?? false),
  ebsOptimized: () => value(false),
  enaSupport: () => value(true),
  groupSet: ({ securityGroups }) => securityGroups.map(({ groupId }) => ({ groupId })),
  instanceInitiatedShutdownBehavior: () => value("stop"),
  instanceType: ({ instanceType }) => value(instanceType),
  kernel: () => value(undefined),
  productCodes: () => [],
  ramdisk: () => value(undefined),
  rootDeviceName: (instance) => value(rootDeviceName(instance)),
  sourceDestCheck: () => value(true),
  userData: ({ userData }) => value(userData),
};

/** AWS has these, and instances here do not. */
const NOT_EMULATED: ReadonlySet<string> = new Set(["enclaveOptions", "sriovNetSupport"]);

/** Shows one attribute of an instance, such as its user data, which no other operation shows. */
export const describeInstanceAttribute: Operation = ec2Operation({
  name: NAME,
  errors: ["InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound", "InvalidParameterValue", "MissingParameter"],
  parse(params) {
    const attribute = required(params, "Attribute");
    if (NOT_EMULATED.has(attribute)) throw ec2Errors.notEmulated(NAME, attribute);
    if (!Object.hasOwn(ATTRIBUTES, attribute)) {
      throw ec2Errors.invalidValue(attribute, "attribute", "Unknown attribute.");
    }
    return { instanceId: readInstanceId(params), attribute };
  },
  authorise: ({ instanceId }, context) => [instanceRequirement(context, `ec2:${NAME}`, instanceId)],
  run({ instanceId, attribute }, context): { readonly instanceId: string; readonly [attribute: string]: unknown } {
    const instance = requireInstance(instanceId, context, context.state.store);
    return { instanceId, [attribute]: ATTRIBUTES[attribute]?.(instance) };
  },
});
