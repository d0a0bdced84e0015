import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../auth/signed-requests.ts";
import { installS3rver, S3RVER_VERSION } from "../peers/s3rver/install.ts";
import { BUCKET_DOCUMENT, startEmulatorProcess } from "./emulator-process.ts";
import { leaseFor } from "./lease.ts";
import { type RunOptions, say } from "./part.ts";
import { end, freePort, startWithLine, untilAnswering } from "./processes.ts";
import { RawConnection, signedRequest } from "./raw-client.ts";

export const BUCKET = "bench";

/** A server that objects are put to and got from. */
export interface Target {
  readonly name: string;
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

/** Starts the servers of a part, makes the bucket in each, and ends them when the work is done. */
export async function withTargets(
  { alone, without = [] }: RunOptions & { readonly without?: readonly "s3rver"[] },
  work: (targets: readonly Target[]) => Promise<void>,
): Promise<void> {
  const targets: Target[] = [];
  try {
    targets.push(await startKeylease());
    if (!alone && !without.includes("s3rver")) targets.push(await startS3rver());
    const rgw = alone ? undefined : await startRgw();
    if (rgw !== undefined) targets.push(rgw);
    else if (!alone) say("\nCeph RGW is left out: KEYLEASE_BENCH_RGW names no program that starts one.");
    for (const target of targets) await makeBucket(target);
    await work(targets);
  } finally {
    for (const target of targets) await target.close();
  }
}

/** The bare server, with credentials that it does not look at. */
export async function withBareServer(
  work: (bare: Pick<Target, "name" | "port" | "caller">) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "keylease-bench-bare-"));
  const program = [process.execPath, "tools/run-ts.mjs", "bench/s3/bare-server.ts", folder];
  const { line, child } = await startWithLine(program);
  try {
    await work({ name: "bare node:http", port: Number(line), caller: { accessKeyId: "A", secretAccessKey: "s" } });
  } finally {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeBucket({ port, owner, bucketDocument: body = "" }: Target): Promise<void> {
  const connection = new RawConnection(port);
  const request = await signedRequest({ port, caller: owner }, { method: "PUT", path: `/${BUCKET}`, body });
  const answer = await connection.send(request);
  connection.close();
  if (answer.status !== 200) throw new Error(`CreateBucket: ${answer.status} ${answer.body}`);
}

/** The emulator, durable. */
async function startKeylease(): Promise<Target> {
  const data = mkdtempSync(join(tmpdir(), "keylease-bench-"));
  const { port, owner, child } = await startEmulatorProcess(data);
  const trusted = "arn:aws:iam::000000000000:user/caller";
  const caller = await leaseFor({ port, admin: owner, trusted, bucket: BUCKET });
  const close = async (): Promise<void> => {
    await end(child);
    rmSync(data, { recursive: true, force: true });
  };
  return { name: "keylease --data", port, owner, bucketDocument: BUCKET_DOCUMENT, caller, child, close };
}

/** s3rver, which checks signatures and knows neither policies nor sessions, and never waits for the disk. */
async function startS3rver(): Promise<Target> {
  const program = installS3rver();
  const data = mkdtempSync(join(tmpdir(), "keylease-bench-s3rver-"));
  const port = await freePort();
  const options = ["--directory", data, "--port", String(port), "--address", "127.0.0.1", "--silent"];
  const { child } = await startWithLine([process.execPath, program, ...options]);
  await untilAnswering(port);
  const owner = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };
  const close = async (): Promise<void> => {
    await end(child);
    rmSync(data, { recursive: true, force: true });
  };
  return { name: `s3rver ${S3RVER_VERSION}`, port, owner, caller: owner, child, close };
}

/**
 * Ceph's RADOS Gateway, brought up by the program that KEYLEASE_BENCH_RGW names: `PROGRAM up DIRECTORY PORT` must start
 * one and print its keys as `NAME=value`, `PROGRAM wipe DIRECTORY` must remove it.
 *
 * @returns `undefined` where the variable is not set.
 */
async function startRgw(): Promise<Target | undefined> {
  const program = process.env.KEYLEASE_BENCH_RGW;
  if (program === undefined || program === "") return undefined;
  const directory = mkdtempSync(join(tmpdir(), "keylease-bench-rgw-"));
  const port = await freePort();
  const printed = execFileSync(program, ["up", directory, String(port)], { stdio: ["ignore", "pipe", "ignore"] });
  const named = new Map(
    printed
      .toString()
      .split("\n")
      .map((line) => line.split(/=(.*)/s) as [string, string]),
  );
  const keyOf = (who: string): Credentials => ({
    accessKeyId: named.get(`${who}_ACCESS_KEY_ID`) ?? "",
    secretAccessKey: named.get(`${who}_SECRET_ACCESS_KEY`) ?? "",
  });
  const owner = keyOf("ADMIN");
  const trusted = named.get("APP_USER_ARN") ?? "";
  const caller = await leaseFor({ port, admin: owner, trusted, bucket: BUCKET, user: keyOf("APP") });
  const close = async (): Promise<void> => {
    execFileSync(program, ["wipe", directory], { stdio: "ignore" });
  };
  return { name: "Ceph RGW (in memory)", port, owner, caller, close };
}
