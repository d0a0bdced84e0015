import { instanceProfileArn, type RoleRecord } from "../../state/identities.ts";
import type { InstanceRecord } from "../../state/instances.ts";
import type { EmulatorState } from "../../state/state.ts";
import { amazonJson, wholeSeconds } from "./amazon-json.ts";
import { type InstanceRole, instanceRole } from "./instance-role.ts";
import { folder, type MetadataFolder } from "./node.ts";
import type { RoleCredentials } from "./role-credentials.ts";

/** `iam/`: absent where the instance has no profile. */
export function iamTree(
  state: EmulatorState,
  instance: InstanceRecord,
  credentials: RoleCredentials,
): MetadataFolder | undefined {
  const found = instanceRole(state, instance);
  if (found.status === "no-profile") return undefined;
  const now = state.clock.now();
  return folder({
    info: () => profileInfo(found, now),
    "security-credentials": "role" in found ? credentialsFolder(found, { instance, credentials, now }) : undefined,
  });
}

/** What the profile is and, where it gives no credentials, why. */
function profileInfo(found: InstanceRole, now: Date): string {
  const LastUpdated = wholeSeconds(now);
  if (!("profile" in found)) return amazonJson({ Code: "InstanceProfileNotFound", LastUpdated });
  return amazonJson({
    Code: found.status === "not-trusted" ? "AssumeRoleUnauthorizedAccess" : "Success",
    Message: found.status === "no-role" ? "The instance profile has no role." : undefined,
    LastUpdated,
    InstanceProfileArn: instanceProfileArn(found.profile),
    InstanceProfileId: found.profile.instanceProfileId,
  });
}

/** One entry, with the role's name and not the profile's. */
function credentialsFolder(
  found: Extract<InstanceRole, { role: RoleRecord }>,
  { instance, credentials, now }: { instance: InstanceRecord; credentials: RoleCredentials; now: Date },
): MetadataFolder {
  const { role } = found;
  return folder({
    [role.roleName]: () => {
      if (found.status === "not-trusted") {
        const Message = `EC2 cannot assume the role ${role.roleName}: its trust policy does not allow ec2.amazonaws.com to.`;
        return amazonJson({ Code: "AssumeRoleUnauthorizedAccess", Message, LastUpdated: wholeSeconds(now) });
      }
      const current = credentials.current(instance, role);
      return amazonJson({
        Code: "Success",
        LastUpdated: wholeSeconds(current.issuedAt),
        Type: "AWS-HMAC",
        AccessKeyId: current.accessKeyId,
        SecretAccessKey: current.secretAccessKey,
        Token: current.sessionToken,
        Expiration: wholeSeconds(current.expiration),
      });
    },
  });
}
