import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../auth/signed-requests.ts";
import { leaseFor } from "./lease.ts";
import { freePort } from "./processes.ts";
import { BUCKET, type Keeping, type RoleTarget } from "./target.ts";

/** A RADOS Gateway of Ceph's, and the variable that names the program which brings it up. */
export interface Gateway {
  readonly name: string;
  readonly keeping: Keeping;
  readonly variable: string;
}

/** The stores that an object daemon of Ceph's can have. */
export const GATEWAYS: readonly [durable: Gateway, inMemory: Gateway] = [
  { name: "Ceph RGW, bluestore", keeping: "on disk", variable: "KEYLEASE_BENCH_RGW" },
  { name: "Ceph RGW, memstore", keeping: "in memory", variable: "KEYLEASE_BENCH_RGW_MEMORY" },
];

/**
 * Starts a gateway: `PROGRAM up DIRECTORY PORT` must start one and print its keys as `NAME=value`, `PROGRAM wipe DIRECTORY`
 * must remove it.
 *
 * @returns `undefined` where the variable is not set.
 */
export async function startGateway({ name, keeping, variable }: Gateway): Promise<RoleTarget | undefined> {
  const program = process.env[variable];
  if (program === undefined || program === "") return undefined;
  const directory = mkdtempSync(join(tmpdir(), "keylease-bench-rgw-"));
  const close = async (): Promise<void> => {
    execFileSync(program, ["wipe", directory], { stdio: "ignore" });
  };
  try {
    const port = await freePort();
    const named = valuesIn(
      execFileSync(program, ["up", directory, String(port)], { stdio: ["ignore", "pipe", "ignore"] }),
    );
    const keyOf = (who: string): Credentials => ({
      accessKeyId: named.get(`${who}_ACCESS_KEY_ID`) ?? "",
      secretAccessKey: named.get(`${who}_SECRET_ACCESS_KEY`) ?? "",
    });
    const owner = keyOf("ADMIN");
    const trusted = named.get("APP_USER_ARN") ?? "";
    const { lease, ...role } = await leaseFor({ port, admin: owner, trusted, bucket: BUCKET, user: keyOf("APP") });
    return { name, keeping, port, owner, caller: lease, role, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function valuesIn(printed: Buffer): ReadonlyMap<string, string> {
  const lines = printed.toString().split("\n");
  return new Map(lines.map((line) => line.split(/=(.*)/s) as [string, string]));
}
