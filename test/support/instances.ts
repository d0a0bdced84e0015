import { request as httpRequest } from "node:http";
import type { Emulator } from "../../src/emulator/index.ts";

/** An instance as the control interface reports it. */
export interface ReportedInstance {
  readonly accountId: string;
  readonly instanceId: string;
  readonly state: string;
  readonly runner: string;
  readonly userData: string;
  readonly exitStatus?: number;
  readonly consoleOutput: string;
  readonly metadata?: { readonly url?: string; readonly socketPath?: string };
}

/** What the emulator's control interface says of its instances. */
async function reportedInstances(emulator: Emulator): Promise<readonly ReportedInstance[]> {
  const headers = { authorization: `Bearer ${emulator.controlToken}` };
  const answer = await fetch(`${emulator.endpoint}/_keylease/instances`, { headers });
  return ((await answer.json()) as { instances: ReportedInstance[] }).instances;
}

/** Waits until the instance's report is as it must be; fails after ten seconds. */
export async function waitForInstance(
  emulator: Emulator,
  instanceId: string,
  isReady: (instance: ReportedInstance) => boolean,
): Promise<ReportedInstance> {
  let last: ReportedInstance | undefined;
  for (let attempt = 0; attempt < 400; attempt++) {
    last = (await reportedInstances(emulator)).find((instance) => instance.instanceId === instanceId);
    if (last !== undefined && isReady(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the instance did not get so far: ${JSON.stringify(last)}`);
}

/** Waits until nothing more will happen to the instance's user data. */
export function waitForUserData(emulator: Emulator, instanceId: string): Promise<ReportedInstance> {
  const isOver = ({ state, userData }: ReportedInstance): boolean =>
    state === "running" && userData !== "pending" && userData !== "running";
  return waitForInstance(emulator, instanceId, isOver);
}

/** Base64, as RunInstances takes user data. */
export function userData(...lines: string[]): string {
  return Buffer.from(`${lines.join("\n")}\n`).toString("base64");
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request as it stands, to a port or a unix socket. */
export function plainRequest(
  to: { readonly url?: string; readonly socketPath?: string },
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<PlainAnswer> {
  const { method = "GET", headers = {}, body } = options;
  const target =
    to.socketPath === undefined
      ? { host: "127.0.0.1", port: Number(new URL(to.url ?? "").port) }
      : { socketPath: to.socketPath };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ ...target, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    request.on("error", reject);
    if (body !== undefined) request.write(body);
    request.end();
  });
}
