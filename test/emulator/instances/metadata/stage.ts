import { type MetadataServer, startMetadataServer } from "../../../../src/emulator/instances/metadata/server.ts";
import { openState } from "../../../../src/emulator/open-state.ts";
import {
  type InstanceProfileRecord,
  instanceProfiles,
  type RoleRecord,
  roles,
} from "../../../../src/emulator/state/identities.ts";
import { type InstanceRecord, type MetadataOptions, putInstance } from "../../../../src/emulator/state/instances.ts";
import { MovableClock } from "../../../../src/emulator/state/movable-clock.ts";
import type { EmulatorState } from "../../../../src/emulator/state/state.ts";
import { type PlainAnswer, plainRequest } from "../../../support/instances.ts";

const accountId = "111111111111";
export const PROFILE_ARN = `arn:aws:iam::${accountId}:instance-profile/app/web`;

export function trusting(...services: string[]): string {
  const Statement = [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

export const ROLE: RoleRecord = {
  accountId,
  path: "/app/",
  createdAt: "2026-11-23T00:00:00.000Z",
  inlinePolicies: {},
  attachedPolicyArns: [],
  tags: [],
  roleName: "web-role",
  roleId: "AROAAAAAAAAAAAAAAAAAA",
  trustPolicy: trusting("ec2.amazonaws.com"),
  maxSessionDurationSeconds: 3600,
};

export const PROFILE: InstanceProfileRecord = {
  accountId,
  instanceProfileName: "web",
  instanceProfileId: "AIPAAAAAAAAAAAAAAAAAA",
  path: "/app/",
  createdAt: "2026-11-23T00:00:00.000Z",
  roleName: "web-role",
  tags: [],
};

export const INSTANCE: InstanceRecord = {
  accountId,
  instanceId: "i-0123456789abcdef0",
  reservationId: "r-0123456789abcdef0",
  launchIndex: 0,
  launchedAt: "2026-11-23T20:00:00.000Z",
  state: "running",
  stateSince: "2026-11-23T20:00:00.000Z",
  imageId: "ami-0123456789abcdef0",
  instanceType: "t3.micro",
  architecture: "x86_64",
  availabilityZone: "ap-northeast-1a",
  vpcId: "vpc-0123456789abcdef0",
  subnetId: "subnet-0123456789abcdef0",
  privateIp: "172.31.0.4",
  macAddress: "06:01:02:03:04:05",
  securityGroups: [
    { groupId: "sg-00000000000000001", groupName: "web" },
    { groupId: "sg-00000000000000002", groupName: "ssh" },
  ],
  keyPair: { keyName: "mine", publicKey: "ssh-ed25519 AAAA" },
  instanceProfile: { arn: PROFILE_ARN, id: "AIPAAAAAAAAAAAAAAAAAA" },
  userData: Buffer.from([35, 33, 0, 255, 10]).toString("base64"),
  userDataOutcome: { status: "pending" },
  metadataOptions: {
    httpTokens: "optional",
    httpEndpoint: "enabled",
    httpPutResponseHopLimit: 1,
    instanceMetadataTags: "disabled",
  },
  tags: [{ key: "Name", value: "first" }],
};

/** A metadata service of an instance whose profile has a role that trusts EC2, and what a test changes about it. */
export interface MetadataStage {
  readonly state: EmulatorState;
  readonly server: MetadataServer;
  readonly url: string;
  change(changes: Partial<InstanceRecord>): Promise<void>;
  options(options: Partial<MetadataOptions>): Promise<void>;
  putRole(changes: Partial<RoleRecord>): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<PlainAnswer>;
  put(path: string, headers?: Record<string, string>): Promise<PlainAnswer>;
  /** A fresh token. */
  token(seconds?: number): Promise<string>;
  close(): Promise<void>;
}

export async function metadataStage(): Promise<MetadataStage> {
  const clock = new MovableClock({ now: () => new Date("2026-11-23T20:30:00.500Z") });
  const { state } = await openState({ region: "ap-northeast-1", accountIds: [accountId], clock });
  const change = (changes: Partial<InstanceRecord>): Promise<void> =>
    state.store.transaction((writer) => putInstance(writer, { ...INSTANCE, ...changes }));
  const putRole = (changes: Partial<RoleRecord>): Promise<void> =>
    state.store.transaction((writer) => roles.put(writer, { ...ROLE, ...changes }));
  await change({});
  await putRole({});
  await state.store.transaction((writer) => instanceProfiles.put(writer, PROFILE));
  const server = await startMetadataServer(state, INSTANCE);
  const url = "url" in server.address ? server.address.url : "";
  const put = (path: string, headers: Record<string, string> = {}): Promise<PlainAnswer> =>
    plainRequest({ url }, path, { method: "PUT", headers });
  return {
    state,
    server,
    url,
    change,
    options: (options) => change({ metadataOptions: { ...INSTANCE.metadataOptions, ...options } }),
    putRole,
    get: (path, headers = {}) => plainRequest({ url }, path, { headers }),
    put,
    token: async (seconds = 21_600) =>
      (await put("/latest/api/token", { "X-aws-ec2-metadata-token-ttl-seconds": String(seconds) })).body,
    async close() {
      await server.close();
      await state.store.close();
    },
  };
}
