import { type InstanceProfileRecord, instanceProfiles, type RoleRecord, roles } from "../../state/identities.ts";
import type { InstanceRecord } from "../../state/instances.ts";
import { trustsService } from "../../state/service-trust.ts";
import type { EmulatorState } from "../../state/state.ts";

/** What an instance's profile gives it at this moment. */
export type InstanceRole =
  | { readonly status: "no-profile" }
  /** The profile was deleted after the launch, or a namesake stands in its place. */
  | { readonly status: "profile-gone" }
  | { readonly status: "no-role"; readonly profile: InstanceProfileRecord }
  /** The role's trust policy does not let EC2 assume it. */
  | { readonly status: "not-trusted"; readonly profile: InstanceProfileRecord; readonly role: RoleRecord }
  | { readonly status: "available"; readonly profile: InstanceProfileRecord; readonly role: RoleRecord };

/** Looks up the role anew each time: a role that is taken away, or no longer trusts EC2, is felt at once. */
export function instanceRole(state: EmulatorState, instance: InstanceRecord): InstanceRole {
  const { instanceProfile, accountId } = instance;
  if (instanceProfile === undefined) return { status: "no-profile" };
  const name = instanceProfile.arn.split("/").at(-1) ?? "";
  const profile = instanceProfiles.find(state.store, accountId, name);
  if (profile?.instanceProfileId !== instanceProfile.id) return { status: "profile-gone" };
  const role = profile.roleName === undefined ? undefined : roles.find(state.store, accountId, profile.roleName);
  if (role === undefined) return { status: "no-role", profile };
  return { status: trustsService(state, role, "ec2.amazonaws.com") ? "available" : "not-trusted", profile, role };
}
