#!/usr/bin/env node
// What instances of the built-in images have as /opt/aws/bin/cfn-signal: the options of AWS's own program of that name.
import { Command, InvalidArgumentError, Option } from "commander";
import { type Signal, sendSignal } from "./signal.ts";

interface Options {
  readonly success: string;
  readonly exitCode?: number;
  readonly id?: string;
  readonly reason?: string;
  readonly data?: string;
  readonly stack?: string;
  readonly resource?: string;
  readonly url?: string;
  readonly region: string;
}

const program = new Command("cfn-signal")
  .description("Tells CloudFormation whether a resource of a stack, or what a wait condition waits for, is ready.")
  .usage("[options] --stack <stack> --resource <logical id>\n       cfn-signal [options] <wait condition handle>")
  .argument("[handle]", "URL of a wait condition's handle")
  .addOption(new Option("-s, --success <boolean>", "whether it is").default("true"))
  .addOption(new Option("-e, --exit-code <code>", "exit code of a program: 0 is success").argParser(exitCode))
  .addOption(new Option("-i, --id <id>", "id of the signal (else the instance's)"))
  .addOption(new Option("-r, --reason <text>", "why, for a wait condition"))
  .addOption(new Option("-d, --data <text>", "data for a wait condition"))
  .addOption(new Option("--stack <name>", "name or id of the stack"))
  .addOption(new Option("--resource <logical id>", "resource of the stack"))
  .addOption(new Option("--region <region>", "region of the stack").default("us-east-1"))
  .addOption(new Option("-u, --url <url>", "address of CloudFormation"))
  .action(run);

async function run(handle: string | undefined, options: Options): Promise<void> {
  if (handle === undefined && (options.stack === undefined || options.resource === undefined)) {
    program.error("Error: --stack and --resource, or a wait condition's handle, must be given");
  }
  try {
    await sendSignal(signalOf(handle, options), process.env);
  } catch (error) {
    process.stderr.write(`Error signaling CloudFormation: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

function signalOf(handleUrl: string | undefined, { success, exitCode, url, ...options }: Options): Signal {
  const isSuccess = exitCode === undefined ? success.toLowerCase() === "true" : exitCode === 0;
  return {
    ...options,
    status: isSuccess ? "SUCCESS" : "FAILURE",
    ...(handleUrl === undefined ? {} : { handleUrl }),
    ...(url === undefined ? {} : { serviceUrl: url }),
  };
}

function exitCode(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError("it is not a number.");
  return Number(text);
}

void program.parseAsync();
