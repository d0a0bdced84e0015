import type { Emulator } from "../../emulator/index.ts";
import { httpCall } from "./http.ts";
import type { MetadataService } from "./metadata.ts";

/** An instance as the emulator's control interface tells it. */
export interface InstanceReport {
  readonly instanceId: string;
  readonly state: string;
  readonly runner: string;
  readonly exitStatus?: number;
  readonly consoleOutput: string;
  readonly metadata?: MetadataService;
}

const POLL_MILLISECONDS = 100;
const PATIENCE_MILLISECONDS = 45_000;

/** Waits until an instance's user data has ended. */
export async function userDataEnded(
  emulator: Emulator,
  instanceId: string,
  signal?: AbortSignal,
): Promise<InstanceReport> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    signal?.throwIfAborted();
    const report = (await instances(emulator)).find((instance) => instance.instanceId === instanceId);
    if (report?.exitStatus !== undefined || Date.now() > deadline) {
      if (report === undefined) throw new Error(`the emulator knows no instance ${instanceId}`);
      return report;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

async function instances(emulator: Emulator): Promise<readonly InstanceReport[]> {
  const { status, body } = await httpCall({
    at: { url: emulator.endpoint },
    path: "/_keylease/instances",
    headers: { authorization: `Bearer ${emulator.controlToken}` },
  });
  if (status !== 200) throw new Error(`the control interface answered ${status}`);
  return (JSON.parse(body) as { instances: InstanceReport[] }).instances;
}
