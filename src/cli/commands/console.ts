import { setTimeout as sleep } from "node:timers/promises";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { KeyleaseError } from "../../core/index.ts";
import { endpointOf } from "../../lease/index.ts";
import type { CommandContext } from "../context.ts";
import { createEc2Client } from "../instances/client.ts";
import { readConsole } from "../instances/console-output.ts";
import { LineWriter, newText } from "../instances/console-text.ts";
import { listInstances } from "../instances/list-instances.ts";
import { isOver, UserDataReader } from "../instances/user-data.ts";

/** What `keylease console` is told. */
export interface ConsoleInput {
  readonly instanceId: string;
  readonly follow?: boolean;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
}

const EMULATOR_PAUSE_MILLISECONDS = 250;
/** AWS reads an instance's console every few seconds at most, and throttles callers that ask much more often. */
const AWS_PAUSE_MILLISECONDS = 5_000;

/** Prints what an instance has printed. */
export async function run(input: ConsoleInput, context: CommandContext): Promise<undefined> {
  const { instanceId, follow = false, json = false } = input;
  const { output, environment, signal } = context;
  if (follow && json) {
    throw new KeyleaseError("ArgumentInvalid", "--follow cannot be used with --json", {
      hint: "JSON is one answer: ask again for the next one.",
    });
  }
  const client = await createEc2Client({ region: input.region, endpoint: input.endpointUrl, environment });
  if (follow) return followConsole(input, client, context);
  const { text, readAt } = await readConsole(client, { instanceId, latest: false, signal });
  if (json) output.json({ instanceId, readAt, output: text });
  else if (text === "") output.note("the instance has printed nothing yet");
  else writeWhole(text, context);
}

function writeWhole(text: string, { output }: CommandContext): void {
  const lines = new LineWriter((line) => output.line(line));
  lines.add(text);
  lines.end();
}

/** Prints what comes, until the user data of an emulator's instance is over, or the instance has ended. */
async function followConsole(
  { instanceId, endpointUrl }: ConsoleInput,
  client: EC2Client,
  context: CommandContext,
): Promise<undefined> {
  const { output, environment, signal } = context;
  const userData = await UserDataReader.of(endpointOf("EC2", endpointUrl, environment), context);
  const pause = userData.isTold ? EMULATOR_PAUSE_MILLISECONDS : AWS_PAUSE_MILLISECONDS;
  const lines = new LineWriter((line) => output.line(line));
  let before = "";
  for (;;) {
    // Asked before the console is read, so that the last of its text is printed before the end.
    const [instance] = await listInstances(client, { instanceIds: [instanceId], signal });
    const report = (await userData.read(context)).get(instanceId);
    const { text } = await readConsole(client, { instanceId, latest: true, signal });
    lines.add(newText(before, text));
    before = text;
    const isAlive = instance?.state === "pending" || instance?.state === "running";
    if (!isAlive || (report !== undefined && isOver(report))) break;
    // Aborted, the wait would reject with an error of its own instead of the signal's reason.
    await sleep(pause, undefined, { signal }).catch(() => {});
    signal.throwIfAborted();
  }
  lines.end();
}
