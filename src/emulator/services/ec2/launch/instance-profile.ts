import type { OperationContext } from "../../../pipeline/service.ts";
import {
  type InstanceProfileRecord,
  instanceProfileArn,
  instanceProfiles,
  type RoleRecord,
  roles,
} from "../../../state/identities.ts";
import { ec2Errors } from "../errors.ts";
import type { ProfileChoice } from "./launch-input.ts";

type Place = Pick<OperationContext, "state" | "caller">;

/** The profile that a launch names, or `undefined` where the account has none such. Profiles of other accounts are none. */
export function findProfile({ state, caller }: Place, choice: ProfileChoice): InstanceProfileRecord | undefined {
  const name = "name" in choice ? choice.name : (choice.arn.split("/").at(-1) ?? "");
  const profile = instanceProfiles.find(state.store, caller.accountId, name);
  if (profile === undefined || "name" in choice) return profile;
  return instanceProfileArn(profile) === choice.arn ? profile : undefined;
}

/** @throws AwsError `InvalidParameterValue`. */
export function requireProfile(place: Place, choice: ProfileChoice): InstanceProfileRecord {
  const profile = findProfile(place, choice);
  if (profile !== undefined) return profile;
  throw "name" in choice
    ? ec2Errors.invalidValue(choice.name, "iamInstanceProfile.name", "Invalid IAM Instance Profile name")
    : ec2Errors.invalidValue(choice.arn, "iamInstanceProfile.arn", "Invalid IAM Instance Profile ARN");
}

/** The role in the profile, which is what a launch passes on. */
export function roleOf({ state }: Place, profile: InstanceProfileRecord): RoleRecord | undefined {
  return profile.roleName === undefined ? undefined : roles.find(state.store, profile.accountId, profile.roleName);
}
