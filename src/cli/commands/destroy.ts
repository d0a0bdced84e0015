import type { CommandContext } from "../context.ts";
import { destroyStack } from "../stack/destroy-stack.ts";
import { showProgress } from "../stack/progress/progress.ts";

/** What `keylease destroy` is told. */
export interface DestroyInput {
  readonly stackName: string;
  readonly emptyBuckets?: boolean;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
}

/** Removes a stack and shows its events as they come. */
export async function run(input: DestroyInput, context: CommandContext): Promise<undefined> {
  const { output, environment, signal } = context;
  const { stackName } = input;
  const progress = showProgress(output, input);
  try {
    const emptied = await destroyStack({
      region: input.region,
      endpoint: input.endpointUrl,
      environment,
      stackName,
      emptyBuckets: input.emptyBuckets,
      onEvent: progress.onEvent,
      signal,
    });
    progress.end();
    if (input.json) {
      output.json({ stackName, emptiedBuckets: emptied });
      return;
    }
    for (const { bucket, deletedCount } of emptied) {
      output.line(`emptied the bucket ${bucket}: ${deletedCount} versions of objects are gone`);
    }
    output.line(`the stack ${stackName} is gone`);
  } catch (error) {
    progress.end();
    throw error;
  }
}
