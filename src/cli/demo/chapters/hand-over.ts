import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatDuration } from "../../../core/index.ts";
import { createLease, formatLease, type Lease } from "../../../lease/index.ts";
import type { DeployedStack, Scene } from "../stage.ts";
import type { BootedInstance } from "./boot.ts";

const LEASE_SECONDS = 900;

/** A lease is handed to another program, which uploads with it. */
export async function handOverChapter(
  { narrator, emulator, stage }: Scene,
  { stack, instance }: { stack: DeployedStack; instance: BootedInstance },
): Promise<Lease> {
  narrator.chapter("A lease is handed to another program");
  const scope = { bucket: stack.bucket, key: "reports/november.csv", actions: ["upload"] as const };
  const lease = await createLease(scope, {
    roleArn: stack.uploadRoleArn,
    durationSeconds: LEASE_SECONDS,
    region: emulator.region,
    endpointUrl: emulator.endpoint,
    credentials: instance.credentials,
    signal: stage.signal,
  });
  narrator.say(`A lease for s3://${scope.bucket}/${scope.key}, for ${formatDuration(LEASE_SECONDS)}.`);
  const file = join(stage.folder, "november.csv");
  writeFileSync(file, "day,uploads\n23,1\n");
  const { exitCode, output } = await runOtherProgram(stage, ["put", file, "--lease", "-"], formatLease(lease));
  narrator.check("a program that got nothing but the lease has uploaded with it", exitCode === 0, output.trimEnd());
  return lease;
}

/** Starts the CLI as a stranger would have it: no AWS variables, no home, the lease on standard input. */
function runOtherProgram(
  { cliPath, folder, signal }: Scene["stage"],
  args: readonly string[],
  input: string,
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cliPath, ...args], { cwd: folder, env: {}, signal });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, output }));
    child.stdin.end(input);
  });
}
