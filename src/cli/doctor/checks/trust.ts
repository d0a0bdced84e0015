import { parseArn } from "../../../core/index.ts";
import { evaluate, type NamedPolicy, type Principal, parsePolicy, principalContext } from "../../../policy/index.ts";
import type { Check } from "../check.ts";
import type { DoctorWorld } from "../world.ts";

const EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/** Whether the role lets the caller assume it, and for how long. */
export const trust: Check = {
  id: "trust",
  needs: "iam:GetRole",
  async run(world) {
    const { method, durationSeconds } = world.plan;
    if (!("roleArn" in method)) return { status: "skipped", seen: "there is no role" };
    const [iam, { GetRoleCommand }] = [await world.iam(), await import("@aws-sdk/client-iam")];
    const RoleName = parseArn(method.roleArn).resource.split("/").at(-1) ?? "";
    const { Role } = await world.call(["iam", "GetRole"], (options) =>
      iam.send(new GetRoleCommand({ RoleName }), options),
    );
    const longest = Role?.MaxSessionDuration ?? durationSeconds;
    if (durationSeconds > longest) {
      return {
        status: "fail",
        seen: `the role's sessions live at most ${longest} seconds`,
        advice: `Give --duration ${longest}s at most, or raise the role's MaxSessionDuration.`,
      };
    }
    if ("webIdentity" in method) return { status: "skipped", seen: "only the identity provider's token decides" };
    const document = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
    if (await admits(document, world, method)) return { status: "ok", seen: "the trust policy names the caller" };
    return document.includes('"Condition"')
      ? {
          status: "warn",
          seen: "the trust policy has conditions, and does not let the caller in by what is known here",
          advice: "Compare them with the caller, or see by a real call with --probe.",
        }
      : {
          status: "fail",
          seen: "the trust policy does not let the caller in",
          advice: "Name the caller in the role's trust policy, for sts:AssumeRole.",
        };
  },
};

/** By the trust policy alone: what the caller's own policies say is not looked at. */
async function admits(
  document: string,
  world: DoctorWorld,
  method: { readonly roleArn: string; readonly externalId?: string; readonly sourceIdentity?: string },
): Promise<boolean> {
  const [sts, { GetCallerIdentityCommand }] = [await world.sts(), await import("@aws-sdk/client-sts")];
  const { Arn = "", UserId = "" } = await world.call(["sts", "GetCallerIdentity"], (options) =>
    sts.send(new GetCallerIdentityCommand({}), options),
  );
  const principal = principalOf(Arn, UserId);
  const { accountId } = parseArn(method.roleArn);
  const context = new Map(principalContext(principal));
  if (method.externalId !== undefined) context.set("sts:externalid", method.externalId);
  if (method.sourceIdentity !== undefined) context.set("sts:sourceidentity", method.sourceIdentity);
  const named = (name: string, policy: NamedPolicy["policy"]): NamedPolicy => ({ name, policy });
  const decision = evaluate(
    { principal, action: "sts:AssumeRole", resource: method.roleArn, resourceAccountId: accountId, context },
    {
      identity: [named("all", parsePolicy(EVERYTHING, "identity"))],
      resource: [named("trust policy", parsePolicy(document, "trust"))],
      resourcePolicyRequired: true,
    },
  );
  return decision.effect === "Allow";
}

function principalOf(arn: string, userId: string): Principal {
  const { partition, accountId, resource } = parseArn(arn);
  const [uniqueId = ""] = userId.split(":");
  if (resource === "root") return { type: "root", accountId, arn };
  if (!resource.startsWith("assumed-role/")) return { type: "user", accountId, arn, uniqueId };
  // The session's ARN leaves the role's path out, so a role with one may be told that only a call decides.
  const roleArn = `arn:${partition}:iam::${accountId}:role/${resource.split("/")[1]}`;
  return { type: "role-session", accountId, arn, roleArn, uniqueId };
}
