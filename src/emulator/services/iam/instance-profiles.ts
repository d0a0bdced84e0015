import { type InstanceProfileRecord, instanceProfiles, type RoleRecord } from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";

/** The instance profiles that hold a role. */
export function profilesOfRole(reader: StoreReader, role: RoleRecord): readonly InstanceProfileRecord[] {
  return instanceProfiles.list(reader, role.accountId).filter((profile) => profile.roleName === role.roleName);
}
