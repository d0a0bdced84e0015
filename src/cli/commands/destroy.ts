import type { CommandContext } from "../context.ts";
import { destroyStack } from "../stack/destroy-stack.ts";
import { eventLine } from "../stack/event-line.ts";

/** What `keylease destroy` is told. */
export interface DestroyInput {
  readonly stackName: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
}

/** Removes a stack and shows its events as they come. */
export async function run(input: DestroyInput, context: CommandContext): Promise<undefined> {
  const { output, environment, signal } = context;
  const { stackName } = input;
  await destroyStack({
    region: input.region,
    endpoint: input.endpointUrl,
    environment,
    stackName,
    onEvent: (event) => output.note(eventLine(event, { colour: output.noteColour })),
    signal,
  });
  if (input.json) output.json({ stackName });
  else output.line(`the stack ${stackName} is gone`);
}
