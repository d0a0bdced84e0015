import { createHash } from "node:crypto";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Emulator } from "../../src/emulator/index.ts";
import { createLease, type Lease, parseScope, type Scope } from "../../src/lease/index.ts";
import { clientConfig } from "../support/emulator.ts";

/** A bucket of an emulator with a role that may do everything in it, and a user who may assume the role. */
export interface LeasedBucket {
  readonly bucket: string;
  readonly roleArn: string;
  readonly s3: S3Client;
  readonly user: { readonly accessKeyId: string; readonly secretAccessKey: string };
  lease(key: string, s3Endpoint?: string, limits?: Partial<Pick<Scope, "actions" | "conditions">>): Promise<Lease>;
  /** SHA-256 of an object; `undefined` where there is none. */
  digestOf(key: string): Promise<string | undefined>;
  /** How many uploads are open in the bucket. */
  openUploads(): Promise<number>;
  head(key: string): Promise<Record<string, unknown>>;
}

export async function leasedBucket(emulator: Emulator, bucket = "leased-bucket"): Promise<LeasedBucket> {
  const config = clientConfig(emulator);
  const iam = new IAMClient(config);
  // The bytes are compared here; the client would sum them up again, at 60 MB/s.
  const s3 = new S3Client({ ...config, responseChecksumValidation: "WHEN_REQUIRED" });
  const { User } = await iam.send(new CreateUserCommand({ UserName: "alice" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "alice" }));
  const user = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  const policy = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const trust = policy({ Effect: "Allow", Principal: { AWS: User?.Arn }, Action: "sts:AssumeRole" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "uploader", AssumeRolePolicyDocument: trust }));
  const roleArn = Role?.Arn ?? "";
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const PolicyDocument = policy({ Effect: "Allow", Action: "s3:*", Resource });
  await iam.send(new PutRolePolicyCommand({ RoleName: "uploader", PolicyName: "all", PolicyDocument }));
  const CreateBucketConfiguration = { LocationConstraint: "ap-northeast-1" } as const;
  await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
  return {
    bucket,
    roleArn,
    s3,
    user,
    lease: async (key, s3Endpoint = emulator.endpoint, limits = {}) => {
      const scope = { ...parseScope(`s3://${bucket}/${key}`), ...limits };
      const { region, endpoint: endpointUrl } = emulator;
      const lease = await createLease(scope, { roleArn, region, endpointUrl, credentials: user });
      return { ...lease, endpoints: { ...lease.endpoints, s3: s3Endpoint } };
    },
    digestOf: async (Key) => {
      const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key })).catch(() => undefined);
      if (found === undefined) return undefined;
      return digest((await found.Body?.transformToByteArray()) ?? new Uint8Array());
    },
    openUploads: async () => (await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.length ?? 0,
    head: async (Key) => ({
      ...(await s3.send(new HeadObjectCommand({ Bucket: bucket, Key, ChecksumMode: "ENABLED" }))),
    }),
  };
}

export function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Bytes that differ from place to place, the same for the same seed. */
export function noise(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(sizeBytes);
  let state = seed >>> 0 || 1;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(sizeBytes / 4));
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  bytes.fill(seed & 0xff, words.length * 4);
  return bytes;
}
