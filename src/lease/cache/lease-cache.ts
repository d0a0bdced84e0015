import { createHash, randomUUID } from "node:crypto";
import { access, chmod, constants, lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "../../core/index.ts";
import type { Environment } from "../endpoints.ts";
import { formatLease, type Lease, parseLease } from "../lease-document.ts";
import type { LeasePlan } from "../plan.ts";
import { LEAST_SECONDS_SERVED } from "../renewal/renewing-lease.ts";
import { withProcessLock } from "./process-lock.ts";

/** Where leases are kept, and by which clock. */
export interface LeaseCacheSettings {
  /** A folder for nothing else; it is made where it is missing. */
  readonly folder: string;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives a lease of that plan from the cache, or mints one and keeps it: for programs that ask anew for each of their own
 * starts, as AWS's CLI asks a `credential_process`. What it gives has at least five minutes left. Of processes that ask at
 * the same time one mints.
 *
 * @param environment Whose credentials would be called with: another caller's lease is never given.
 */
export async function cachedLease(
  {
    plan,
    environment,
    mint,
  }: {
    readonly plan: LeasePlan;
    readonly environment: Environment;
    readonly mint: () => Promise<Lease>;
  },
  { folder, clock = systemClock, signal }: LeaseCacheSettings,
): Promise<Lease> {
  const path = join(folder, `${cacheKey(plan, environment)}.json`);
  const kept = (): Promise<Lease | undefined> => readKept(path, clock);
  const found = await kept();
  if (found !== undefined) return found;
  // Where nothing can be kept, leases are still made: each time anew.
  if (!(await canKeep(folder))) return mint();
  return withProcessLock(`${path}.lock`, {
    isDone: kept,
    work: async () => {
      const lease = await mint();
      await keep(path, lease).catch(() => {});
      return lease;
    },
    signal,
  });
}

async function canKeep(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** All that decides what a lease may do, where, and on whose behalf. A code of an MFA device is different every time. */
function cacheKey({ scope, method, region, endpoints, durationSeconds }: LeasePlan, environment: Environment): string {
  const { mfa, ...rest } = "mfa" in method ? method : { ...method, mfa: undefined };
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = environment;
  const caller = [AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE];
  const facts = [scope, rest, mfa?.serialNumber ?? null, region, endpoints, durationSeconds, caller];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/** INVARIANT: a file that others could have read or written is as good as none. */
async function readKept(path: string, clock: Clock): Promise<Lease | undefined> {
  try {
    const stats = await lstat(path);
    const isOurs = process.getuid === undefined || stats.uid === process.getuid();
    const isPrivate = process.platform === "win32" || (stats.mode & 0o077) === 0;
    if (!stats.isFile() || !isOurs || !isPrivate) return undefined;
    const lease = parseLease(await readFile(path, "utf8"), { clock });
    const left = lease.credentials.expiration.getTime() - clock.now().getTime();
    return left >= LEAST_SECONDS_SERVED * 1000 ? lease : undefined;
  } catch {
    // Missing, expired, or half of something: it is replaced.
    return undefined;
  }
}

async function keep(path: string, lease: Lease): Promise<void> {
  const fresh = `${path}.${randomUUID()}`;
  try {
    await writeFile(fresh, formatLease(lease), { mode: 0o600, flag: "wx" });
    await chmod(fresh, 0o600);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
