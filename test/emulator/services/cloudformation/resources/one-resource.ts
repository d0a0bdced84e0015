import {
  CloudFormationClient,
  DeleteStackCommand,
  type Stack,
  type Tag,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials } from "../../../../support/emulator.ts";
import { deploy, eventsOf, whenSettled } from "../stacks.ts";

/** A resource in a stack of its own, by the logical id `R`. */
export interface Made {
  readonly stackId: string;
  /** The stack's. */
  readonly status: string | undefined;
  /** Why it is not as it was to be; absent where it is. */
  readonly failure: string | undefined;
  /** What `Ref` and the attributes asked for come to. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Gives it other properties. */
  update(Properties: object, Tags?: Tag[]): Promise<Made>;
  /** Deletes the stack and tells what it came to. */
  remove(): Promise<string | undefined>;
}

export interface ResourceOptions {
  readonly attributes?: readonly string[];
  readonly tags?: Tag[];
  /** Whoever makes it. Default: root. */
  readonly credentials?: SdkCredentials;
}

let stacks = 0;

/** Makes a stack of one resource. */
export async function makeOne(
  emulator: Emulator,
  type: string,
  Properties: object,
  { attributes = [], tags, credentials }: ResourceOptions = {},
): Promise<Made> {
  const client = new CloudFormationClient(clientConfig(emulator, credentials));
  const StackName = `stack-${stacks++}`;
  const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
  const template = (given: object): string =>
    JSON.stringify({
      Resources: { R: { Type: type, Properties: given } },
      Outputs: Object.fromEntries([
        ["Ref", { Value: { Ref: "R" } }],
        ...attributes.map((name) => [name, { Value: { "Fn::GetAtt": ["R", name] } }]),
      ]),
    });
  const made = async (stack: Stack, earlierEvents: number): Promise<Made> => {
    const events = await eventsOf(client, stack.StackId);
    const failed = events
      .slice(earlierEvents)
      .find(({ ResourceStatus }) => /^(CREATE|UPDATE)_FAILED$/.test(ResourceStatus ?? ""));
    return {
      stackId: stack.StackId ?? "",
      status: stack.StackStatus,
      failure: failed?.ResourceStatusReason,
      values: Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
      async update(given, Tags = tags) {
        const TemplateBody = template(given);
        await client.send(new UpdateStackCommand({ StackName, TemplateBody, Capabilities, Tags }));
        const updated = await whenSettled(client, stack.StackId ?? "");
        return made(updated, events.length);
      },
      async remove() {
        await client.send(new DeleteStackCommand({ StackName }));
        return (await whenSettled(client, stack.StackId ?? "")).StackStatus;
      },
    };
  };
  return made(await deploy(client, template(Properties), { StackName, Capabilities, Tags: tags }), 0);
}
