import { evaluate } from "../../policy/index.ts";
import { type RoleRecord, roleArn } from "./identities.ts";
import type { EmulatorState } from "./state.ts";

/** Whether a role's trust policy lets a service of AWS's (`ec2.amazonaws.com`) assume it. */
export function trustsService(state: EmulatorState, role: RoleRecord, service: string): boolean {
  const now = state.clock.now();
  const trust = {
    name: `trust policy of role ${role.roleName}`,
    policy: state.policies.parse(role.trustPolicy, "trust"),
  };
  const decision = evaluate(
    {
      principal: { type: "service", service },
      action: "sts:AssumeRole",
      resource: roleArn(role),
      resourceAccountId: role.accountId,
      context: new Map([
        ["aws:currenttime", now.toISOString()],
        ["aws:epochtime", String(Math.floor(now.getTime() / 1000))],
        ["aws:principalisawsservice", "true"],
        ["aws:principalservicename", service],
        ["aws:resourceaccount", role.accountId],
        ["aws:securetransport", "true"],
      ]),
    },
    { identity: [], resource: [trust], resourcePolicyRequired: true },
  );
  return decision.effect === "Allow";
}
