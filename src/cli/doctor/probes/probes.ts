import { describeObjects, type ServiceError } from "../../../lease/index.ts";
import type { Check, Outcome } from "../check.ts";
import { beginUpload } from "./begin-upload.ts";
import { probedKeys } from "./probed-keys.ts";

/** Whether the lease can be made. */
const mint: Check = {
  id: "probe-mint",
  async run(world) {
    const { id, scope, packedPolicySize } = await world.lease();
    const packed = packedPolicySize === undefined ? "" : `, ${packedPolicySize}% of the packed size`;
    return { status: "ok", seen: `lease ${id} for ${describeObjects(scope)}${packed}` };
  },
};

/** Whether the lease can write what it is for. */
const ownKey: Check = {
  id: "probe-own-key",
  async run(world) {
    if (!world.plan.scope.actions.includes("upload")) return { status: "skipped", seen: "it is for no upload" };
    const { own } = probedKeys(world.plan.scope);
    const refusal = await beginUpload(world, own);
    return refusal === undefined ? { status: "ok", seen: `it can write ${own}; nothing was written` } : told(refusal);
  },
};

/** Whether the lease cannot write what it is not for. */
const sibling: Check = {
  id: "probe-sibling",
  async run(world) {
    const { sibling: key } = probedKeys(world.plan.scope);
    const refusal = await beginUpload(world, key);
    if (refusal?.status === 403) return { status: "ok", seen: `it cannot write ${key}` };
    if (refusal !== undefined) return told(refusal);
    return {
      status: "fail",
      seen: `it can write ${key}, which it is not for`,
      advice: "Give nobody a lease of this service: it does not hold sessions to their policy.",
    };
  },
};

/** Whether the lease cannot make its object public, unless it is to. */
const acl: Check = {
  id: "probe-acl",
  async run(world) {
    if (world.plan.scope.actions.includes("acl")) return { status: "skipped", seen: "it may set ACLs" };
    const refusal = await beginUpload(world, probedKeys(world.plan.scope).own, { ACL: "public-read" });
    if (refusal?.status === 403) return { status: "ok", seen: "it cannot make its object public" };
    if (refusal?.awsCode === "AccessControlListNotSupported") return { status: "ok", seen: "ACLs are off" };
    if (refusal !== undefined) return told(refusal);
    return {
      status: "warn",
      seen: "it can make its object public: this service does not ask for s3:PutObjectAcl",
      advice: "Block public access of the bucket, or lease only what may become public.",
    };
  },
};

/** Whether whoever has the lease cannot shed its session policy by assuming the role once more. */
const chaining: Check = {
  id: "probe-chaining",
  async run(world) {
    const { method } = world.plan;
    if (!("roleArn" in method)) return { status: "skipped", seen: "there is no role" };
    const [sts, { AssumeRoleCommand }] = [await world.leasedSts(), await import("@aws-sdk/client-sts")];
    const { roleArn: RoleArn } = method;
    const input = { RoleArn, RoleSessionName: "keylease-probe", DurationSeconds: 900 };
    const refused = await world
      .call(["sts", "AssumeRole"], (options) => sts.send(new AssumeRoleCommand(input), options))
      .then(
        // INVARIANT: the credentials of the answer are looked at by nobody.
        () => false,
        (error: ServiceError) => {
          if (error.status === 403) return true;
          throw error;
        },
      );
    if (refused) return { status: "ok", seen: "it cannot assume the role again, without its session policy" };
    return {
      status: "fail",
      seen: "it can assume the role again without its session policy, and then do all that the role may",
      advice: "Give leases of this role only to whom you would give the role itself.",
    };
  },
};

function told(refusal: ServiceError): Outcome {
  const { message, hint } = refusal;
  return { status: "fail", seen: message, ...(hint === undefined ? {} : { advice: hint }) };
}

/** By real calls, which change nothing. */
export const PROBES: readonly Check[] = [mint, ownKey, sibling, acl, chaining];
