import { parseArn } from "../../../core/index.ts";
import type { Check, Outcome } from "../check.ts";

/** Whose credentials there are, and whether they can be what mints the lease. */
export const caller: Check = {
  id: "caller",
  needs: "sts:GetCallerIdentity",
  async run(world) {
    const { method } = world.plan;
    if ("webIdentity" in method) return { status: "skipped", seen: "the lease is made with a token; nobody signs" };
    const { credentials, source } = await world.caller();
    const [sts, { GetCallerIdentityCommand }] = [await world.sts(), await import("@aws-sdk/client-sts")];
    const { Arn = "" } = await world.call(["sts", "GetCallerIdentity"], (options) =>
      sts.send(new GetCallerIdentityCommand({}), options),
    );
    const seen = `${Arn}, by ${source}`;
    return judge(seen, {
      isRoot: Arn !== "" && parseArn(Arn).resource === "root",
      isTemporary: credentials.sessionToken !== undefined,
      isFederation: "federatedName" in method,
    });
  },
};

function judge(
  seen: string,
  { isRoot, isTemporary, isFederation }: Readonly<Record<"isRoot" | "isTemporary" | "isFederation", boolean>>,
): Outcome {
  if (isFederation && isTemporary) {
    const advice = "Call with an IAM user's long-term key: GetFederationToken takes no temporary credentials.";
    return { status: "fail", seen, advice };
  }
  if (!isFederation && isRoot) {
    return {
      status: "fail",
      seen,
      advice: "Call as an IAM user or a role: the root user of an account can assume no role.",
    };
  }
  if (isRoot)
    return { status: "warn", seen, advice: "Use an IAM user's key: the root user's should be used for nothing." };
  return { status: "ok", seen };
}
