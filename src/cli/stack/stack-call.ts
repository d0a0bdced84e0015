import type { CloudFormationClient, Stack } from "@aws-sdk/client-cloudformation";
import { fromSdkError, ServiceError } from "../../lease/index.ts";

/** Makes one call of CloudFormation and turns what it throws into an error of Keylease's own. */
export async function stackCall<T>(
  operation: string,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    signal?.throwIfAborted();
    throw fromSdkError(error, { service: "cloudformation", operation });
  }
}

/** A stack by its name or id, or `undefined` where there is none. */
export async function describeStack(
  client: CloudFormationClient,
  stackName: string,
  signal?: AbortSignal,
): Promise<Stack | undefined> {
  const { DescribeStacksCommand } = await import("@aws-sdk/client-cloudformation");
  const command = new DescribeStacksCommand({ StackName: stackName });
  try {
    const answer = await stackCall("DescribeStacks", signal, () => client.send(command, withSignal(signal)));
    return answer.Stacks?.[0];
  } catch (error) {
    if (error instanceof ServiceError && isAbsent(error)) return undefined;
    throw error;
  }
}

/** The SDK takes no `undefined` for an absent signal. */
export function withSignal(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** CloudFormation has no code of its own for a stack that does not exist. */
function isAbsent(error: ServiceError): boolean {
  return error.awsCode === "ValidationError" && /does not exist/.test(error.awsMessage);
}
