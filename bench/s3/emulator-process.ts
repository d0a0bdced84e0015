import type { ChildProcess } from "node:child_process";
import { type Credentials, REGION } from "../auth/signed-requests.ts";
import { startWithLine } from "./processes.ts";

/** A started emulator, in a process of its own. */
export interface EmulatorProcess {
  readonly endpoint: string;
  readonly port: number;
  readonly controlToken: string;
  /** The key of the account's root. */
  readonly owner: Credentials;
  readonly child: ChildProcess;
}

/** What it prints. */
interface Printed {
  readonly endpoint: string;
  readonly controlToken: string;
  readonly accounts: readonly [Credentials];
}

/** The body of CreateBucket there. */
export const BUCKET_DOCUMENT = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;

/** Starts the emulator as a user does, on a data directory or in memory, from what `npm run build` has made. */
export async function startEmulatorProcess(data: string | undefined): Promise<EmulatorProcess> {
  const options = ["--port", "0", "--region", REGION, "--instances", "none", "--quiet", "--json"];
  if (data !== undefined) options.push("--data", data);
  const { line, child } = await startWithLine([process.execPath, "dist/cli/main.js", "emulator", ...options]);
  const { endpoint, controlToken, accounts } = JSON.parse(line) as Printed;
  return { endpoint, port: Number(new URL(endpoint).port), controlToken, owner: accounts[0], child };
}
