import { KeyleaseError } from "../../core/index.ts";
import { endpointOf } from "../../lease/index.ts";
import type { CommandContext } from "../context.ts";
import { readTextFile } from "../read-text.ts";
import { changeLine } from "../stack/change-line.ts";
import type { DeployStackOptions, FailureAction } from "../stack/deploy-options.ts";
import { deployStack, planDeployment } from "../stack/deploy-stack.ts";
import { showProgress } from "../stack/progress/progress.ts";
import { shippedTemplate } from "../stack/shipped-template.ts";

/** What `keylease deploy` is told. */
export interface DeployInput {
  readonly stackName: string;
  /** Path of a template; default: the shipped one. */
  readonly template?: string;
  /** `NAME=VALUE` each. */
  readonly parameter?: readonly string[];
  /** `KEY=VALUE` each. */
  readonly tag?: readonly string[];
  /** Divided by commas. */
  readonly capabilities: string;
  readonly roleArn?: string;
  readonly onFailure?: FailureAction;
  /** False with `--no-rollback`. */
  readonly rollback: boolean;
  readonly dryRun?: boolean;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
}

/** Creates or changes a stack, shows its events as they come, and prints its outputs. */
export async function run(input: DeployInput, context: CommandContext): Promise<undefined> {
  const { output } = context;
  const options = await optionsOf(input, context);
  if (input.dryRun) {
    await showPlan(input, options, context);
    return;
  }
  const progress = showProgress(output, input);
  try {
    const { stackId, outcome, outputs } = await deployStack({
      ...options,
      onEvent: progress.onEvent,
      onChanges: (changes) => {
        if (input.json) output.note(JSON.stringify({ changes }));
        else for (const change of changes) output.note(changeLine(change));
      },
    });
    progress.end();
    if (input.json) {
      output.json({ stackName: input.stackName, stackId, outcome, outputs });
      return;
    }
    if (outcome === "unchanged") output.note(`the stack ${input.stackName} is as the template says already`);
    showOutputs(outputs, context);
  } catch (error) {
    progress.end();
    throw error;
  }
}

async function optionsOf(input: DeployInput, context: CommandContext): Promise<DeployStackOptions> {
  const { environment, signal } = context;
  const parameters = pairsOf(input.parameter ?? [], { noun: "parameter", form: "--parameter NAME=VALUE" });
  return {
    region: input.region,
    endpoint: input.endpointUrl,
    environment,
    stackName: input.stackName,
    templateBody: input.template === undefined ? await shippedTemplate() : await readTextFile(input.template),
    parameters: input.template === undefined ? forEndpoint(parameters, input, context) : parameters,
    ...(input.tag === undefined ? {} : { tags: pairsOf(input.tag, { noun: "tag", form: "--tag KEY=VALUE" }) }),
    capabilities: input.capabilities.split(",").filter((name) => name !== ""),
    roleArn: input.roleArn,
    onFailure: input.rollback ? input.onFailure : "do-nothing",
    signal,
  };
}

/** The shipped template's bucket refuses plain HTTP, and an endpoint of plain HTTP knows nothing else. */
function forEndpoint(
  parameters: Readonly<Record<string, string>>,
  input: DeployInput,
  { output, environment }: CommandContext,
): Readonly<Record<string, string>> {
  const isPlain = endpointOf("S3", input.endpointUrl, environment)?.startsWith("http:") === true;
  if (!isPlain || Object.hasOwn(parameters, "RequireTls")) return parameters;
  if (!input.json) output.note("S3's endpoint has no TLS, so the bucket is made to take plain HTTP: RequireTls=false");
  return { ...parameters, RequireTls: "false" };
}

async function showPlan(
  { json, stackName }: DeployInput,
  options: DeployStackOptions,
  { output }: CommandContext,
): Promise<void> {
  const changes = await planDeployment(options);
  if (json) {
    output.json({ stackName, changes });
    return;
  }
  for (const change of changes) output.line(changeLine(change));
  output.note(
    changes.length === 0
      ? `nothing would be changed of the stack ${stackName}`
      : "nothing was changed: this is what would be",
  );
}

function showOutputs(outputs: Readonly<Record<string, string>>, { output }: CommandContext): void {
  const width = Math.max(0, ...Object.keys(outputs).map((name) => name.length));
  for (const [name, value] of Object.entries(outputs)) output.line(`${name.padEnd(width)}  ${value}`);
}

function pairsOf(
  texts: readonly string[],
  { noun, form }: { readonly noun: string; readonly form: string },
): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf("=");
      if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
      throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not a ${noun}`, { hint: `Write ${form}.` });
    }),
  );
}
