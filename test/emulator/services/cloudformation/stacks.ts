import { setTimeout as sleep } from "node:timers/promises";
import {
  type CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";

/** Whether resources of a type are CloudFormation's own: they use no other service, and so need no rights there. */
export function isOwnType(type: string): boolean {
  return type.startsWith("AWS::CloudFormation::");
}

/** Asks for a stack and waits until it has come to rest. */
export async function deploy(
  client: CloudFormationClient,
  template: object | string,
  input: Partial<CreateStackCommandInput> = {},
): Promise<Stack> {
  const TemplateBody = typeof template === "string" ? template : JSON.stringify(template);
  const { StackId } = await client.send(new CreateStackCommand({ StackName: "stack", TemplateBody, ...input }));
  return whenSettled(client, StackId ?? "");
}

/** Waits until nothing is in progress in the stack of that id. */
export async function whenSettled(client: CloudFormationClient, stackId: string): Promise<Stack> {
  for (let i = 0; i < 1000; i++) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackId }));
    const [stack] = Stacks ?? [];
    if (stack !== undefined && !stack.StackStatus?.endsWith("_IN_PROGRESS")) return stack;
    await sleep(20);
  }
  throw new Error(`stack ${stackId} never came to rest`);
}

/** The stack's events, oldest first. */
export async function eventsOf(client: CloudFormationClient, stackId: string | undefined): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }));
    events.push(...(page.StackEvents ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return events.reverse();
}

/** Events as lines: `Logical STATUS reason`. */
export function lines(events: readonly StackEvent[]): string[] {
  return events.map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
    [LogicalResourceId, ResourceStatus, ResourceStatusReason].filter((part) => part !== undefined).join(" "),
  );
}

/** A template of security groups, which need nothing else; `dependsOn` by logical id. */
export function groups(dependsOn: Readonly<Record<string, readonly string[]>>): object {
  return {
    Resources: Object.fromEntries(
      Object.entries(dependsOn).map(([logicalId, DependsOn]) => [
        logicalId,
        { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: logicalId }, DependsOn },
      ]),
    ),
  };
}
