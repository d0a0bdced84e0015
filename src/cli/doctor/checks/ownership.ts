import { ServiceError } from "../../../lease/index.ts";
import type { Check } from "../check.ts";

/** Whether the bucket knows ACLs, which decides whether a lease that may set them is of any use. */
export const ownership: Check = {
  id: "ownership",
  needs: "s3:GetBucketOwnershipControls",
  async run(world) {
    const { bucket: Bucket, actions } = world.plan.scope;
    const [s3, { GetBucketOwnershipControlsCommand }] = [await world.s3(), await import("@aws-sdk/client-s3")];
    const rule = await world
      .call(["s3", "GetBucketOwnershipControls"], (options) =>
        s3.send(new GetBucketOwnershipControlsCommand({ Bucket }), options),
      )
      .then(({ OwnershipControls }) => OwnershipControls?.Rules?.[0]?.ObjectOwnership)
      .catch((error: unknown) => {
        if (error instanceof ServiceError && error.status === 404) return "ObjectWriter";
        throw error;
      });
    if (rule === "BucketOwnerEnforced") {
      if (!actions.includes("acl")) return { status: "ok", seen: "objects are the bucket owner's, and ACLs are off" };
      return {
        status: "fail",
        seen: "ACLs are off, and the lease is to set one",
        advice: "Leave out --allow acl and --acl; to make objects public, use a bucket policy.",
      };
    }
    if (rule === "BucketOwnerPreferred")
      return { status: "ok", seen: "ACLs are on, and the bucket owner is preferred" };
    return {
      status: "warn",
      seen: "ACLs are on, and an object belongs to whoever uploads it",
      advice: "Set the bucket's object ownership to BucketOwnerEnforced, unless ACLs are needed.",
    };
  },
};
