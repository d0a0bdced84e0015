import type { CreateMultipartUploadCommandInput } from "@aws-sdk/client-s3";
import { requiredHeaders, ServiceError } from "../../../lease/index.ts";
import type { DoctorWorld } from "../world.ts";

/**
 * Begins an upload in parts with the lease, and breaks it off: it needs the right to write the object, and writes nothing.
 *
 * @returns The refusal, where it was refused.
 * @throws KeyleaseError where nobody answers.
 */
export async function beginUpload(
  world: DoctorWorld,
  Key: string,
  more: Partial<CreateMultipartUploadCommandInput> = {},
): Promise<ServiceError | undefined> {
  const { scope } = world.plan;
  const Bucket = scope.bucket;
  const [s3, { AbortMultipartUploadCommand, CreateMultipartUploadCommand }] = [
    await world.leasedS3(),
    await import("@aws-sdk/client-s3"),
  ];
  const command = new CreateMultipartUploadCommand({ Bucket, Key, ...parametersOf(world), ...more });
  try {
    const { UploadId } = await world.call(["s3", "CreateMultipartUpload"], (options) => s3.send(command, options));
    await world.call(["s3", "AbortMultipartUpload"], (options) =>
      s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }), options),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError && error.operation === "CreateMultipartUpload") return error;
    throw error;
  }
}

/** What the lease's conditions ask for; whether the object is there already is asked at an upload's end alone. */
function parametersOf({ plan }: DoctorWorld): Partial<CreateMultipartUploadCommandInput> {
  const headers: Readonly<Record<string, string | undefined>> = { ...requiredHeaders(plan.scope) };
  const names = {
    ServerSideEncryption: "x-amz-server-side-encryption",
    SSEKMSKeyId: "x-amz-server-side-encryption-aws-kms-key-id",
    StorageClass: "x-amz-storage-class",
    Tagging: "x-amz-tagging",
  };
  const given = Object.entries(names).filter(([, header]) => headers[header] !== undefined);
  return Object.fromEntries(given.map(([name, header]) => [name, headers[header]]));
}
