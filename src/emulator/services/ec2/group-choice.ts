import type { QueryParams } from "../../../wire/index.ts";
import { ec2Errors } from "./errors.ts";
import { checkIds } from "./ids.ts";
import type { GroupChoice } from "./security-groups.ts";

/**
 * `GroupId` or `GroupName`, one of which must be there and not both.
 *
 * @throws AwsError `MissingParameter`, `InvalidParameterCombination` or `InvalidGroupId.Malformed`.
 */
export function readGroupChoice(params: QueryParams): GroupChoice {
  const [groupId, groupName] = [params.string("GroupId"), params.string("GroupName")];
  if (groupId !== undefined && groupName !== undefined) {
    throw ec2Errors.combination("The parameter groupId cannot be used with the parameter groupName");
  }
  if (groupId !== undefined) {
    checkIds([groupId], "sg", "InvalidGroupId.Malformed");
    return { groupId };
  }
  if (groupName === undefined || groupName === "") {
    throw ec2Errors.missingParameter("groupName or groupId");
  }
  return { groupName };
}
