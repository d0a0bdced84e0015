import type { EC2Client } from "@aws-sdk/client-ec2";
import { ec2Call } from "./client.ts";

export interface ConsoleOutput {
  readonly text: string;
  /** When EC2 read it from the instance. */
  readonly readAt: string | undefined;
}

/** What an instance has printed, at most the last 64 KiB. */
export async function readConsole(
  client: EC2Client,
  {
    instanceId,
    latest,
    signal,
  }: { readonly instanceId: string; readonly latest: boolean; readonly signal: AbortSignal },
): Promise<ConsoleOutput> {
  const { GetConsoleOutputCommand } = await import("@aws-sdk/client-ec2");
  const command = new GetConsoleOutputCommand({ InstanceId: instanceId, ...(latest ? { Latest: true } : {}) });
  const answer = await ec2Call("GetConsoleOutput", signal, () => client.send(command, { abortSignal: signal }));
  return {
    text: Buffer.from(answer.Output ?? "", "base64").toString("utf8"),
    readAt: answer.Timestamp?.toISOString(),
  };
}
