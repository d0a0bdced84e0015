import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { KeyleaseError } from "../../core/index.ts";
import type { AwsService } from "../client-settings.ts";
import { createStackClient } from "./client.ts";
import { type EmptiedBucket, emptyBucket } from "./empty-bucket.ts";
import { EventReader, type StackEvent } from "./events.ts";
import { followStack } from "./follow-stack.ts";
import { describeStack, stackCall, withSignal } from "./stack-call.ts";

/** Which stack to remove, and who wants to hear of it. */
export interface DestroyStackOptions extends AwsService {
  readonly stackName: string;
  /** Whether buckets that cannot be removed because they hold objects are emptied, for ever. Default: false. */
  readonly emptyBuckets?: boolean | undefined;
  /** Told of every event of the removal, the oldest first. Default: nobody. */
  readonly onEvent?: (event: StackEvent) => void;
  /** Told of every bucket that was emptied. Default: nobody. */
  readonly onEmptied?: (bucket: EmptiedBucket) => void;
  /** Ends the waiting; what CloudFormation has begun goes on. */
  readonly signal?: AbortSignal;
}

/**
 * Removes a stack and waits until it is gone. Buckets are emptied only when CloudFormation has tried to remove them and
 * could not: so those that the template retains, and those of a stack that may not be removed, keep their objects.
 *
 * @returns The buckets that were emptied.
 * @throws KeyleaseError `StackFailed` where there is no such stack or a resource cannot be removed; `ServiceError`
 *   where CloudFormation or S3 refuses; `Interrupted` where the signal ends the waiting.
 */
export async function destroyStack(options: DestroyStackOptions): Promise<readonly EmptiedBucket[]> {
  const { stackName, signal } = options;
  const client = await createStackClient(options);
  try {
    const stackId = (await describeStack(client, stackName, signal))?.StackId;
    if (stackId === undefined) throw absent(stackName);
    const first = await removeStack(client, stackId, options);
    if (first === undefined) return [];
    const full = first.failures.filter(isFullBucket);
    if (!options.emptyBuckets || full.length === 0) throw notDestroyed(stackName, first);
    const emptied: EmptiedBucket[] = [];
    for (const { physicalId } of full) {
      const bucket = await emptyBucket(physicalId, options);
      emptied.push(bucket);
      options.onEmptied?.(bucket);
    }
    const second = await removeStack(client, stackId, options);
    if (second !== undefined) throw notDestroyed(stackName, second);
    return emptied;
  } finally {
    client.destroy();
  }
}

interface FailedRemoval {
  readonly status: string;
  /** The events of what could not be removed. */
  readonly failures: readonly StackEvent[];
}

/** Removes it once; `undefined` where it is gone. */
async function removeStack(
  client: CloudFormationClient,
  stackId: string,
  options: DestroyStackOptions,
): Promise<FailedRemoval | undefined> {
  const { DeleteStackCommand } = await import("@aws-sdk/client-cloudformation");
  const { signal } = options;
  const events = new EventReader(client, stackId);
  // What happened before is not told again.
  await events.read(signal);
  const command = new DeleteStackCommand({ StackName: stackId });
  await stackCall("DeleteStack", signal, () => client.send(command, withSignal(signal)));
  const { stack, failures } = await followStack(client, { stackId, events, verb: "destroy" }, options);
  if (stack === undefined || stack.StackStatus === "DELETE_COMPLETE") return undefined;
  const removals = failures.filter(({ status, physicalId }) => status === "DELETE_FAILED" && physicalId !== stackId);
  return { status: stack.StackStatus ?? "", failures: removals };
}

/** CloudFormation says it in S3's own words, and in no other way. */
function isFullBucket({ resourceType, reason = "" }: StackEvent): boolean {
  return resourceType === "AWS::S3::Bucket" && reason.includes("The bucket you tried to delete is not empty");
}

function absent(stackName: string): KeyleaseError {
  return new KeyleaseError("StackFailed", `there is no stack \`${stackName}\``, {
    hint: "Check the name, the region and the endpoint.",
    facts: { stackName },
  });
}

function notDestroyed(stackName: string, { status, failures }: FailedRemoval): KeyleaseError {
  const [failure] = failures;
  const text = failure === undefined ? "" : `: ${failure.logicalId}: ${failure.reason ?? "no reason was given"}`;
  const full = failures.filter(isFullBucket).map(({ physicalId }) => `\`${physicalId}\``);
  const hint =
    full.length > 0
      ? `Save what you need of ${full.join(", ")}; \`keylease destroy ${stackName} --empty-buckets\` deletes the rest for ever.`
      : "Mend what stands above, and destroy it again.";
  return new KeyleaseError("StackFailed", `the stack \`${stackName}\` ended as ${status}${text.replace(/\.$/, "")}`, {
    hint,
    facts: {
      stackName,
      status,
      ...(failure === undefined ? {} : { resource: failure.logicalId, physicalId: failure.physicalId }),
    },
  });
}
