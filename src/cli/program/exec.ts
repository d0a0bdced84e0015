import { Command, Option } from "commander";
import type { ExecInput } from "../commands/exec.ts";
import type { StartCommand } from "../context.ts";
import { mintingOptions } from "./minting-options.ts";
import { durationOption, endpointOption, examples, regionOption, verboseOption } from "./options.ts";
import { scopeOptions } from "./scope-options.ts";

/** `keylease exec`. */
export function declareExec(start: StartCommand): Command {
  const command = new Command("exec")
    .summary("run a command with a lease that is renewed while it runs")
    .description(
      "Runs a command that finds a lease, and no other credentials, where AWS's SDKs look for a container's: at an address\non this machine that only it has the token of. The lease is renewed before five minutes are left. Signals go to the\ncommand, and its exit code is that of this one.",
    )
    .argument("<scope>", "an object, s3://BUCKET/KEY, or all below a prefix, s3://BUCKET/PREFIX/")
    .argument("<cmd...>", "the command with its arguments, after --");
  for (const option of [...mintingOptions(), ...scopeOptions()]) command.addOption(option);
  return command
    .addOption(new Option("--env", "give the command plain variables, for programs without an SDK; not renewed"))
    .addOption(durationOption())
    .addOption(regionOption())
    .addOption(endpointOption("STS, and of S3 for the command"))
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "keylease exec s3://my-bucket/backups/ --role-arn ARN -- aws s3 cp dump.gz s3://my-bucket/backups/",
        "keylease exec --role-arn ARN --env s3://my-bucket/report.txt -- s3cmd put report.txt s3://my-bucket/report.txt",
      ),
    )
    .action((scope: string, words: readonly string[], options: Omit<ExecInput, "scope" | "command">) =>
      start(() => import("../commands/exec.ts"), { ...options, scope, command: words }),
    );
}
