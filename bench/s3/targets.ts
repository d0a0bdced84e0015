import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installS3rver, S3RVER_VERSION } from "../peers/s3rver/install.ts";
import { BUCKET_DOCUMENT, startEmulatorProcess } from "./emulator-process.ts";
import { GATEWAYS, startGateway } from "./gateways.ts";
import { leaseFor } from "./lease.ts";
import { type RunOptions, say } from "./part.ts";
import { end, freePort, startWithLine, untilAnswering } from "./processes.ts";
import { RawConnection, signedRequest } from "./raw-client.ts";
import { BUCKET, type Keeping, type RoleTarget, type Target } from "./target.ts";

/** Starts the servers of a part, makes the bucket in each, and ends them when the work is done. */
export async function withTargets(
  { alone, without = [] }: RunOptions & { readonly without?: readonly "s3rver"[] },
  work: (targets: readonly Target[]) => Promise<void>,
): Promise<void> {
  const targets: Target[] = [];
  try {
    targets.push(await startKeylease("on disk"));
    if (!alone) {
      if (!without.includes("s3rver")) targets.push(await startS3rver());
      await startGateways("on disk", targets);
    }
    targets.push(await startKeylease("in memory"));
    if (!alone) await startGateways("in memory", targets);
    for (const target of targets) await makeBucket(target);
    await work(targets);
  } finally {
    for (const target of targets) await target.close();
  }
}

/** The bare server, with credentials that it does not look at. */
export async function withBareServer(
  work: (bare: Pick<Target, "name" | "keeping" | "port" | "caller" | "child">) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "keylease-bench-bare-"));
  const program = [process.execPath, "tools/run-ts.mjs", "bench/s3/bare-server.ts", folder];
  const { line, child } = await startWithLine(program);
  try {
    const caller = { accessKeyId: "A", secretAccessKey: "s" };
    await work({ name: "bare node:http", keeping: "on disk", port: Number(line), caller, child });
  } finally {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function makeBucket({ port, owner, bucketDocument: body = "" }: Target): Promise<void> {
  const connection = new RawConnection(port);
  const request = await signedRequest({ port, caller: owner }, { method: "PUT", path: `/${BUCKET}`, body });
  const answer = await connection.send(request);
  connection.close();
  if (answer.status !== 200) throw new Error(`CreateBucket: ${answer.status} ${answer.body}`);
}

async function startGateways(keeping: Keeping, targets: Target[]): Promise<void> {
  for (const gateway of GATEWAYS) {
    if (gateway.keeping !== keeping) continue;
    const target = await startGateway(gateway);
    if (target !== undefined) targets.push(target);
    else say(`\n${gateway.name} is left out: ${gateway.variable} names no program that starts one.`);
  }
}

/** The emulator. */
export async function startKeylease(keeping: Keeping): Promise<RoleTarget> {
  const data = keeping === "on disk" ? mkdtempSync(join(tmpdir(), "keylease-bench-")) : undefined;
  const { port, owner, child } = await startEmulatorProcess(data);
  const trusted = "arn:aws:iam::000000000000:user/caller";
  const { lease: caller, ...role } = await leaseFor({ port, admin: owner, trusted, bucket: BUCKET });
  const close = async (): Promise<void> => {
    await end(child);
    if (data !== undefined) rmSync(data, { recursive: true, force: true });
  };
  const name = data === undefined ? "keylease in memory" : "keylease --data";
  return { name, keeping, port, owner, bucketDocument: BUCKET_DOCUMENT, caller, role, child, close };
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
  return { name: `s3rver ${S3RVER_VERSION}`, keeping: "on disk", port, owner, caller: owner, child, close };
}
