import type { CloudFormationClient, Stack } from "@aws-sdk/client-cloudformation";
import { KeyleaseError } from "../../core/index.ts";
import { ServiceError } from "../../lease/index.ts";
import type { AwsService } from "../client-settings.ts";
import { createStackClient } from "./client.ts";
import { EventReader, type StackEvent } from "./events.ts";
import { stackCall, withSignal } from "./stack-call.ts";
import { waitForStack } from "./wait.ts";

/** What to deploy, where, and who wants to hear of it. */
export interface DeployStackOptions extends AwsService {
  readonly stackName: string;
  /** The template as JSON or YAML text. */
  readonly templateBody: string;
  /** Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What the template may do, such as `CAPABILITY_NAMED_IAM`. Default: nothing special. */
  readonly capabilities?: readonly string[];
  /** Told of every event of the stack, the oldest first. Default: nobody. */
  readonly onEvent?: (event: StackEvent) => void;
  /** Ends the waiting; what CloudFormation has begun goes on. */
  readonly signal?: AbortSignal;
}

/** A resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  /** `AWS::S3::Bucket`. */
  readonly type: string;
}

/** A stack that stands. */
export interface DeployedStack {
  readonly stackId: string;
  /** In the order in which they were completed. */
  readonly resources: readonly StackResource[];
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Creates a stack and waits until it stands.
 *
 * @throws KeyleaseError `StackFailed` with the first failed resource's reason, after the rollback; `ServiceError`
 *   where CloudFormation refuses. An abort rejects with the signal's reason.
 */
export async function deployStack(options: DeployStackOptions): Promise<DeployedStack> {
  const client = await createStackClient(options);
  try {
    const stackId = await createStack(client, options);
    const events: StackEvent[] = [];
    const stack = await waitForStack({
      client,
      stackId,
      events: new EventReader(client, stackId),
      onEvent: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
      signal: options.signal,
    });
    if (stack?.StackStatus !== "CREATE_COMPLETE") throw stackFailed(options.stackName, stack, events);
    return { stackId, resources: resourcesOf(stackId, events), outputs: outputsOf(stack) };
  } finally {
    client.destroy();
  }
}

async function createStack(client: CloudFormationClient, options: DeployStackOptions): Promise<string> {
  const { CreateStackCommand } = await import("@aws-sdk/client-cloudformation");
  const command = new CreateStackCommand({
    StackName: options.stackName,
    TemplateBody: options.templateBody,
    Parameters: Object.entries(options.parameters ?? {}).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: [...(options.capabilities ?? [])] as never[],
  });
  try {
    const { StackId } = await stackCall("CreateStack", options.signal, () =>
      client.send(command, withSignal(options.signal)),
    );
    return StackId ?? options.stackName;
  } catch (error) {
    throw error instanceof ServiceError && error.awsCode === "AlreadyExistsException"
      ? exists(options.stackName)
      : error;
  }
}

function outputsOf(stack: Stack): Record<string, string> {
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
}

/** The events say it already; the stack's own are among them. */
function resourcesOf(stackId: string, events: readonly StackEvent[]): StackResource[] {
  return events
    .filter(({ status, physicalId }) => status === "CREATE_COMPLETE" && physicalId !== stackId)
    .map(({ logicalId, physicalId, resourceType: type }) => ({ logicalId, physicalId, type }));
}

/** The first failure is the cause: those after it are resources whose creation was cancelled because of it. */
function stackFailed(stackName: string, stack: Stack | undefined, events: readonly StackEvent[]): KeyleaseError {
  const status = stack?.StackStatus ?? "gone";
  const first = events.find((event) => event.status.endsWith("_FAILED"));
  const reason = first === undefined ? stack?.StackStatusReason : `${first.logicalId}: ${first.reason}`;
  const text = reason === undefined ? "" : `: ${reason.trim().replace(/\.$/, "")}`;
  return new KeyleaseError("StackFailed", `the stack \`${stackName}\` ended as ${status}${text}`, {
    hint: `Remove what is left with \`keylease destroy ${stackName}\`, mend the cause, and deploy again.`,
    facts: { stackName, status, ...(first === undefined ? {} : { resource: first.logicalId }) },
  });
}

function exists(stackName: string): KeyleaseError {
  return new KeyleaseError("StackFailed", `the stack \`${stackName}\` exists already`, {
    hint: `Choose another name with --stack-name, or remove it with \`keylease destroy ${stackName}\`.`,
    facts: { stackName },
  });
}
