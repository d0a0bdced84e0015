import type { Check } from "../check.ts";

/** Whether the bucket is there, and in the region of the lease. */
export const bucket: Check = {
  id: "bucket",
  needs: "s3:ListBucket",
  async run(world) {
    const { scope, region } = world.plan;
    const found = await regionOfBucket(world, scope.bucket);
    if (found.status === 404) {
      return {
        status: "fail",
        seen: `there is no bucket ${scope.bucket}`,
        advice: "Check the bucket's name and the endpoint.",
      };
    }
    if (found.region === undefined) return { status: "ok", seen: `${scope.bucket} is there; its region is not told` };
    if (found.region === region) return { status: "ok", seen: `${scope.bucket} is in ${region}` };
    return {
      status: "fail",
      seen: `${scope.bucket} is in ${found.region}, and the lease would be for ${region}`,
      advice: `Give --region ${found.region}.`,
    };
  },
};

/** S3 tells the region in a header of every answer, of refusals and redirections too. */
async function regionOfBucket(
  world: Parameters<Check["run"]>[0],
  Bucket: string,
): Promise<{ readonly status: number; readonly region: string | undefined }> {
  const [s3, { HeadBucketCommand }] = [await world.s3(), await import("@aws-sdk/client-s3")];
  try {
    const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket }), { abortSignal: world.signal });
    return { status: 200, region: BucketRegion };
  } catch (error) {
    const { $metadata, $response } = error as {
      readonly $metadata?: { readonly httpStatusCode?: number };
      readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
    };
    const status = $metadata?.httpStatusCode;
    const region = $response?.headers?.["x-amz-bucket-region"];
    if (status === 404 || region !== undefined) return { status: status ?? 0, region };
    const named = status === 403 ? undefined : await regionOfRefusal(world, Bucket);
    if (named !== undefined) return { status: status ?? 0, region: named };
    return world.call(["s3", "HeadBucket"], () => Promise.reject(error));
  }
}

/** An answer to HEAD has no body, and not every service has the header: the body of a refusal names the region as well. */
async function regionOfRefusal(world: Parameters<Check["run"]>[0], Bucket: string): Promise<string | undefined> {
  const [s3, { GetBucketLocationCommand }] = [await world.s3(), await import("@aws-sdk/client-s3")];
  return s3.send(new GetBucketLocationCommand({ Bucket }), { abortSignal: world.signal }).then(
    () => undefined,
    (error: { readonly Region?: string }) => error.Region,
  );
}
