import type { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { ServiceError } from "../../../lease/index.ts";
import type { Check } from "../check.ts";

const SETTINGS = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] as const;

/** Whether anything in the bucket can be made public. */
export const publicAccess: Check = {
  id: "public-access",
  needs: "s3:GetBucketPublicAccessBlock",
  async run(world) {
    const { bucket: Bucket, actions } = world.plan.scope;
    const [s3, { GetPublicAccessBlockCommand }] = [await world.s3(), await import("@aws-sdk/client-s3")];
    const settings: PublicAccessBlockConfiguration = await world
      .call(["s3", "GetPublicAccessBlock"], (options) => s3.send(new GetPublicAccessBlockCommand({ Bucket }), options))
      .then(({ PublicAccessBlockConfiguration = {} }) => PublicAccessBlockConfiguration)
      .catch((error: unknown) => {
        // None has ever been set.
        if (error instanceof ServiceError && error.status === 404) return {};
        throw error;
      });
    const open = SETTINGS.filter((name) => settings[name] !== true);
    if (open.length > 0) {
      return {
        status: "warn",
        seen: `public access is not blocked (${open.join(", ")})`,
        advice: "Turn all four settings on, unless objects are meant to be public.",
      };
    }
    if (!actions.includes("acl")) return { status: "ok", seen: "public access is blocked" };
    return {
      status: "warn",
      seen: "public access is blocked, and the lease is to set ACLs",
      advice: "A public ACL will be refused: leave out --acl public-read and its like.",
    };
  },
};
