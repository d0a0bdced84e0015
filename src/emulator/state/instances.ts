import type { Tag } from "./identities.ts";
import type { Architecture } from "./images.ts";
import type { Store, StoreReader, StoreWriter } from "./store.ts";
import { Table } from "./table.ts";

/** The states of an instance, with the codes that EC2 gives them. */
export const INSTANCE_STATE_CODES = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export type InstanceState = keyof typeof INSTANCE_STATE_CODES;

/** Which states may follow which; what is not listed does not happen. */
const NEXT_STATES: Readonly<Record<InstanceState, readonly InstanceState[]>> = {
  pending: ["running", "shutting-down", "terminated", "stopped"],
  running: ["shutting-down", "terminated", "stopping", "stopped"],
  "shutting-down": ["terminated"],
  stopping: ["stopped", "shutting-down", "terminated"],
  stopped: ["pending", "shutting-down", "terminated"],
  terminated: [],
};

/** How many instances all accounts together may have running: each has a server, and may have processes. */
export const MAX_RUNNING_INSTANCES = 16;

/** EC2 forgets a terminated instance after about an hour. */
const TERMINATED_VISIBLE_MILLISECONDS = 3_600_000;

/** How the instance's metadata service answers. */
export interface MetadataOptions {
  readonly httpTokens: "optional" | "required";
  readonly httpEndpoint: "enabled" | "disabled";
  /** 1 to 64. Kept and shown; there is no network whose hops could be counted. */
  readonly httpPutResponseHopLimit: number;
  readonly instanceMetadataTags: "enabled" | "disabled";
}

/** An instance's profile; its role is looked up when credentials are asked for. */
export interface InstanceProfileReference {
  readonly arn: string;
  /** The profile's unique id. */
  readonly id: string;
  /** `iip-assoc-` and 17 hex digits. Absent of instances from before there were associations. */
  readonly associationId?: string;
  readonly associatedAt?: string;
}

/** A security group as an instance got it at launch. */
export interface GroupReference {
  readonly groupId: string;
  readonly groupName: string;
}

/** Why an instance is in its state, where it did not get there by the usual way. */
export interface StateReason {
  readonly code: string;
  readonly message: string;
}

/** What became of an instance's user data. */
export type UserDataOutcome =
  /** The instance has none. */
  | { readonly status: "absent" }
  /** The instance has not got so far. */
  | { readonly status: "pending" }
  /** It was not run; the console output says why. */
  | { readonly status: "not-run" }
  | { readonly status: "running" }
  /**
   * `exitStatus` is 128 and the signal's number where a signal ended it, and absent where nobody saw its end because the
   * emulator had ended first.
   */
  | { readonly status: "ended"; readonly exitStatus?: number };

export interface InstanceRecord {
  readonly accountId: string;
  /** `i-` and 17 hex digits. */
  readonly instanceId: string;
  /** `r-` and 17 hex digits: all instances of one launch have the same. */
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly launchedAt: string;
  readonly state: InstanceState;
  /** When the instance came into its state. */
  readonly stateSince: string;
  readonly stateReason?: StateReason;
  readonly imageId: string;
  readonly instanceType: string;
  readonly architecture: Architecture;
  /** Default: `hvm`. */
  readonly virtualizationType?: "hvm" | "paravirtual";
  readonly availabilityZone: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly privateIp: string;
  readonly macAddress: string;
  readonly securityGroups: readonly GroupReference[];
  /** The key pair's name and public key as they were at launch; the pair may be deleted since. */
  readonly keyPair?: { readonly keyName: string; readonly publicKey: string };
  readonly instanceProfile?: InstanceProfileReference;
  /** Base64 of the raw bytes. */
  readonly userData?: string;
  readonly userDataOutcome: UserDataOutcome;
  /** How user data is run here: the emulator's mode at launch. Absent until the instance has booted. */
  readonly runner?: "bubblewrap" | "process" | "none";
  readonly metadataOptions: MetadataOptions;
  /** Whether TerminateInstances is refused. Default: false. */
  readonly terminationProtected?: boolean;
  readonly clientToken?: string;
  readonly tags: readonly Tag[];
}

const instances = new Table<InstanceRecord>("ec2-instance");
const consoles = new Table<string>("ec2-instance-console");

/** The instance, or `undefined` where the account has none of that id. */
export function findInstance(reader: StoreReader, accountId: string, instanceId: string): InstanceRecord | undefined {
  return instances.get(reader, accountId, instanceId);
}

/** The account's instances, by id. */
export function listInstances(reader: StoreReader, accountId: string): readonly InstanceRecord[] {
  return [...instances.rows(reader, { under: [accountId] })].map(([, record]) => record);
}

/** The instances of all accounts. */
export function listAllInstances(reader: StoreReader): readonly InstanceRecord[] {
  return [...instances.rows(reader)].map(([, record]) => record);
}

export function putInstance(writer: StoreWriter, record: InstanceRecord): void {
  instances.put(writer, [record.accountId, record.instanceId], record);
}

/** Changes a record; nothing happens where the instance is gone or `change` gives `undefined`. */
export function changeInstance(
  store: Store,
  { accountId, instanceId }: Pick<InstanceRecord, "accountId" | "instanceId">,
  change: (record: InstanceRecord) => InstanceRecord | undefined,
): Promise<void> {
  return store.transaction((writer) => {
    const record = findInstance(writer, accountId, instanceId);
    const next = record === undefined ? undefined : change(record);
    if (next !== undefined) putInstance(writer, next);
  });
}

/** What was kept of an instance's console output, at most the last 64 KiB. */
export function findConsoleOutput(reader: StoreReader, accountId: string, instanceId: string): string | undefined {
  return consoles.get(reader, accountId, instanceId);
}

export function putConsoleOutput(
  writer: StoreWriter,
  { accountId, instanceId }: Pick<InstanceRecord, "accountId" | "instanceId">,
  output: string,
): void {
  consoles.put(writer, [accountId, instanceId], output);
}

/** The record in its next state, or `undefined` where that state cannot follow the present one. */
export function inState(
  record: InstanceRecord,
  state: InstanceState,
  { at, reason }: { at: Date; reason?: StateReason },
): InstanceRecord | undefined {
  if (!NEXT_STATES[record.state].includes(state)) return undefined;
  const { stateReason: _past, ...rest } = record;
  return { ...rest, state, stateSince: at.toISOString(), ...(reason === undefined ? {} : { stateReason: reason }) };
}

/** Whether something of the instance runs, or is about to. */
export function isAlive(record: InstanceRecord): boolean {
  return record.state === "pending" || record.state === "running";
}

/** Whether EC2 still shows the instance. */
export function isVisible(record: InstanceRecord, now: Date): boolean {
  return (
    record.state !== "terminated" ||
    now.getTime() - new Date(record.stateSince).getTime() < TERMINATED_VISIBLE_MILLISECONDS
  );
}

/** `arn:aws:ec2:REGION:ACCOUNT:instance/ID`. */
export function instanceArn(
  region: string,
  { accountId, instanceId }: Pick<InstanceRecord, "accountId" | "instanceId">,
): string {
  return `arn:aws:ec2:${region}:${accountId}:instance/${instanceId}`;
}

/** `ip-172-31-0-4.ap-northeast-1.compute.internal`. */
export function privateDnsName(region: string, privateIp: string): string {
  const zone = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return `ip-${privateIp.replaceAll(".", "-")}.${zone}`;
}
