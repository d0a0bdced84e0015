import type { ChildProcess } from "node:child_process";
import type { Credentials } from "../auth/signed-requests.ts";

export const BUCKET = "bench";

/** Where a server has what it was given when it answers. The emulator has both; the others are compared with their like. */
export type Keeping = "on disk" | "in memory";

/** A server that objects are put to and got from. */
export interface Target {
  readonly name: string;
  readonly keeping: Keeping;
  readonly port: number;
  /** Who makes the bucket. */
  readonly owner: Credentials;
  /** What CreateBucket is to be sent. Default: nothing. */
  readonly bucketDocument?: string;
  /** Who puts and gets: a lease with a session policy, where the server knows such a thing. */
  readonly caller: Credentials;
  /** Its process, where it is one of ours. */
  readonly child?: ChildProcess;
  close(): Promise<void>;
}

/** A server that knows roles. */
export interface RoleTarget extends Target {
  /** The caller's role, and who may assume it. */
  readonly role: { readonly roleArn: string; readonly user: Credentials };
}
