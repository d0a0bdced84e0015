import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Emulator, EmulatorOptions } from "../../src/emulator/index.ts";
import {
  createLease,
  createLeases,
  type Lease,
  type LeaseOptions,
  type LeaseSettings,
  type UncheckedScope,
} from "../../src/lease/index.ts";
import { allow, iamOf, makeRole, makeUser, trust } from "../emulator/services/iam/identities.ts";
import { clientConfig, refusal, type SdkCredentials, startTestEmulator } from "../support/emulator.ts";

export const BUCKET = "leased-bucket";

/** An emulator with a bucket, a role that may do everything with S3, and a user who may assume it. */
export interface LeasingWorld {
  readonly emulator: Emulator;
  readonly roleArn: string;
  readonly caller: SdkCredentials;
  readonly root: S3Client;
  /** A lease of the role by the user, unless the options say otherwise. */
  lease(scope: Omit<UncheckedScope, "bucket">, options?: Partial<LeaseOptions>): Promise<Lease>;
  leases(scope: Omit<UncheckedScope, "bucket">, options?: Partial<LeaseOptions>): Promise<readonly Lease[]>;
  close(): Promise<void>;
}

export async function makeLeasingWorld(options: EmulatorOptions = {}): Promise<LeasingWorld> {
  const emulator = await startTestEmulator(options);
  const iam = iamOf(emulator);
  const caller = await makeUser(iam, "caller", [allow(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])]);
  const { arn: roleArn } = await makeRole(iam, {
    name: "uploader",
    trustPolicy: trust(
      { AWS: "111111111111" },
      { Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] },
    ),
    statements: [allow(["s3:*", "sts:AssumeRole", "sts:TagSession"])],
  });
  const root = new S3Client(clientConfig(emulator));
  await root.send(
    new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: "ap-northeast-1" } }),
  );
  const settings: LeaseSettings = {
    region: emulator.region,
    endpointUrl: emulator.endpoint,
    environment: {},
    credentials: { accessKeyId: caller.accessKeyId, secretAccessKey: caller.secretAccessKey },
  };
  const all = (more: Partial<LeaseOptions>): LeaseOptions => {
    const method = "federatedName" in more ? {} : { roleArn };
    return { ...settings, ...method, ...more } as LeaseOptions;
  };
  return {
    emulator,
    roleArn,
    caller,
    root,
    lease: (scope, more = {}) => createLease({ bucket: BUCKET, ...scope }, all(more)),
    leases: (scope, more = {}) => createLeases({ bucket: BUCKET, ...scope }, all(more)),
    close: () => emulator.close(),
  };
}

/** AWS's S3 client with the credentials of a lease. */
export function s3Of({ emulator }: LeasingWorld, { credentials }: Lease): S3Client {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return new S3Client(clientConfig(emulator, { accessKeyId, secretAccessKey, sessionToken }));
}

/** What a PUT of a small object comes to: `ok`, or the code of its refusal. */
export async function put(s3: S3Client, Key: string, more: object = {}, Bucket: string = BUCKET): Promise<string> {
  return outcome(s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more })));
}

/** What a call comes to: `ok`, or the code of its refusal. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  const settled = await call.then(
    () => "ok",
    (error: unknown) => refusal(Promise.reject(error)),
  );
  return typeof settled === "string" ? settled : settled.code;
}
