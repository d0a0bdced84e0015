import type { Operation } from "../../../pipeline/service.ts";
import { defaultNetwork } from "../default-network.ts";
import { ec2Operation, required } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { newId } from "../ids.ts";
import { ec2Arn, requestTagKeys, requirement, tagOnCreate } from "../resources.ts";
import { securityGroupArn } from "../security-group-items.ts";
import { allowAllOut, listGroups, putGroup, type SecurityGroupRecord } from "../security-groups.ts";
import { readTagSpecifications, type TagItem, tagSet } from "../tags.ts";

export interface CreateSecurityGroupResult {
  readonly return: true;
  readonly groupId: string;
  readonly tagSet?: readonly TagItem[];
  readonly securityGroupArn: string;
}

const NAME = "CreateSecurityGroup";
const ALLOWED_TEXT = /^[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** Makes a group in the default VPC, the only one there is. */
export const createSecurityGroup: Operation = ec2Operation({
  name: NAME,
  errors: [
    "InvalidGroup.Duplicate",
    "InvalidGroup.Reserved",
    "InvalidParameterValue",
    "InvalidVpcID.NotFound",
    "MissingParameter",
    "TagLimitExceeded",
  ],
  parse: (params) => ({
    groupName: checkName(required(params, "GroupName")),
    description: checkDescription(required(params, "GroupDescription")),
    vpcId: params.string("VpcId"),
    tags: readTagSpecifications(params, "security-group"),
  }),
  authorise({ vpcId, tags }, context) {
    const resource = ec2Arn(context, "security-group", "*");
    const vpc = ec2Arn(context, "vpc", vpcId ?? defaultNetwork(context).vpcId);
    return [
      requirement(context, { action: "ec2:CreateSecurityGroup", resource, context: requestTagKeys(tags) }),
      requirement(context, { action: "ec2:CreateSecurityGroup", resource: vpc }),
      ...tagOnCreate(context, { tags, resource, operation: NAME }),
    ];
  },
  validate({ groupName, vpcId }, context) {
    const network = defaultNetwork(context);
    if (vpcId !== undefined && vpcId !== network.vpcId) {
      throw ec2Errors.vpcNotFound(vpcId);
    }
    if (groupName.toLowerCase() === "default") {
      throw ec2Errors.coded("InvalidGroup.Reserved", `The security group '${groupName}' is reserved`);
    }
    if (listGroups(context, context.state.store).some((group) => group.groupName === groupName)) {
      throw duplicate(groupName, network.vpcId);
    }
  },
  async run({ groupName, description, tags }, context): Promise<CreateSecurityGroupResult> {
    const { state, caller } = context;
    const group: SecurityGroupRecord = {
      accountId: caller.accountId,
      groupId: newId(state.random, "sg"),
      groupName,
      description,
      vpcId: defaultNetwork(context).vpcId,
      rules: [allowAllOut(newId(state.random, "sgr"))],
      tags,
    };
    await state.store.transaction((writer) => {
      // Looked for again: another request may have made the name since.
      if (listGroups(context, writer).some((other) => other.groupName === groupName)) {
        throw duplicate(groupName, group.vpcId);
      }
      putGroup(writer, group);
    });
    const arn = securityGroupArn(state.region, group);
    return { return: true, groupId: group.groupId, ...tagSet(tags), securityGroupArn: arn };
  },
});

function checkName(name: string): string {
  if (name.startsWith("sg-")) {
    throw ec2Errors.invalidValue(name, "GroupName", "Group names may not be in the format sg-*.");
  }
  if (!ALLOWED_TEXT.test(name)) {
    throw ec2Errors.invalidValue(name, "GroupName", "Character sets beyond ASCII are not supported.");
  }
  return name;
}

function checkDescription(description: string): string {
  if (ALLOWED_TEXT.test(description)) return description;
  throw ec2Errors.invalidValue(description, "GroupDescription", "Character sets beyond ASCII are not supported.");
}

function duplicate(groupName: string, vpcId: string): Error {
  return ec2Errors.coded(
    "InvalidGroup.Duplicate",
    `The security group '${groupName}' already exists for VPC '${vpcId}'`,
  );
}
