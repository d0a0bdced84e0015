import { parseArn, partitionOfRegion } from "../../../core/index.ts";
import type { LeasePlan, Scope } from "../../../lease/index.ts";
import type { Check } from "../check.ts";

/** Whether the role itself may do what the lease is to grant: a session policy adds nothing to a role. */
export const permissions: Check = {
  id: "permissions",
  needs: "iam:SimulatePrincipalPolicy",
  async run(world) {
    const { method, scope } = world.plan;
    if (!("roleArn" in method)) return { status: "skipped", seen: "there is no role" };
    const actions = objectActions(world.plan);
    if (actions.length === 0) return { status: "skipped", seen: "the lease grants nothing on objects" };
    const [iam, { SimulatePrincipalPolicyCommand }] = [await world.iam(), await import("@aws-sdk/client-iam")];
    const input = {
      PolicySourceArn: method.roleArn,
      ActionNames: [...actions],
      ResourceArns: [objectArn(scope, parseArn(method.roleArn).partition ?? partitionOfRegion(world.plan.region))],
    };
    const { EvaluationResults = [] } = await world.call(["iam", "SimulatePrincipalPolicy"], (options) =>
      iam.send(new SimulatePrincipalPolicyCommand(input), options),
    );
    const lacking = EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== "allowed");
    if (lacking.length === 0) return { status: "ok", seen: `the role may ${actions.join(", ")}` };
    const names = lacking.map(({ EvalActionName = "" }) => EvalActionName).join(", ");
    const isDenied = lacking.some(({ EvalDecision }) => EvalDecision === "explicitDeny");
    return {
      status: "fail",
      seen: `the role ${isDenied ? "is denied" : "may not"} ${names}`,
      advice: isDenied
        ? "Find the Deny in the role's policies or its permissions boundary."
        : `Allow ${names} on ${input.ResourceArns[0]} in a policy of the role.`,
    };
  },
};

/** What the session policy itself allows on objects. */
function objectActions({ sessions }: LeasePlan): readonly string[] {
  const { Statement } = JSON.parse(sessions[0]?.policy ?? '{"Statement":[]}') as {
    readonly Statement: readonly { readonly Effect: string; readonly Action: string | readonly string[] }[];
  };
  const allowed = Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
  return allowed.filter((action) => action.startsWith("s3:") && action !== "s3:ListBucket");
}

function objectArn(scope: Scope, partition: string): string {
  const key = "prefix" in scope ? `${scope.prefix}any` : "keys" in scope ? scope.keys[0] : scope.key;
  return `arn:${partition}:s3:::${scope.bucket}/${key}`;
}
