import { KeyleaseError } from "../../core/index.ts";
import type { CommandContext } from "../context.ts";
import { readTextFile } from "../read-text.ts";
import { deployStack } from "../stack/deploy-stack.ts";
import { eventLine } from "../stack/event-line.ts";
import { shippedTemplate } from "../stack/shipped-template.ts";

/** What `keylease deploy` is told. */
export interface DeployInput {
  readonly stackName: string;
  /** Path of a template; default: the shipped one. */
  readonly template?: string;
  /** `NAME=VALUE` each. */
  readonly parameter?: readonly string[];
  /** Divided by commas. */
  readonly capabilities: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
}

/** Creates a stack, shows its events as they come, and prints its outputs. */
export async function run(input: DeployInput, context: CommandContext): Promise<undefined> {
  const { output, environment, signal } = context;
  const parameters = parametersOf(input.parameter ?? []);
  const templateBody = input.template === undefined ? await shippedTemplate() : await readTextFile(input.template);
  const { stackId, outputs } = await deployStack({
    region: input.region,
    endpoint: input.endpointUrl,
    environment,
    stackName: input.stackName,
    templateBody,
    parameters,
    capabilities: input.capabilities.split(",").filter((name) => name !== ""),
    onEvent: (event) => output.note(eventLine(event, { colour: output.noteColour })),
    signal,
  });
  if (input.json) {
    output.json({ stackName: input.stackName, stackId, outputs });
    return;
  }
  const width = Math.max(0, ...Object.keys(outputs).map((name) => name.length));
  for (const [name, value] of Object.entries(outputs)) output.line(`${name.padEnd(width)}  ${value}`);
}

function parametersOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf("=");
      if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
      throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not a parameter`, {
        hint: "Write --parameter NAME=VALUE.",
      });
    }),
  );
}
