import { Command, Option } from "commander";
import type { DeployInput } from "../commands/deploy.ts";
import type { DestroyInput } from "../commands/destroy.ts";
import type { TemplateInput } from "../commands/template.ts";
import type { StartCommand } from "../context.ts";
import { collect, endpointOption, examples, jsonOption, regionOption } from "./options.ts";

/** `keylease deploy`. */
export function declareDeploy(start: StartCommand): Command {
  return new Command("deploy")
    .summary("deploy the shipped stack, or a template of your own")
    .description(
      "Creates a CloudFormation stack, or changes it where it is there already: by a change set, where parameters and tags\nthat are not given stay as they are. Shows its events as they come, waits until it stands, and prints its outputs.",
    )
    .addOption(new Option("-s, --stack-name <name>", "name of the stack").default("keylease"))
    .addOption(new Option("-t, --template <file>", "template in JSON or YAML (else the shipped one)"))
    .addOption(
      new Option("-P, --parameter <name=value>", "parameter of the template; may be repeated").argParser(collect),
    )
    .addOption(
      new Option("--tag <key=value>", "tag of the stack and its resources; may be repeated").argParser(collect),
    )
    .addOption(
      new Option(
        "--capabilities <names>",
        "what the template may do, divided by commas; the default lets it make IAM roles, also named ones",
      ).default("CAPABILITY_NAMED_IAM"),
    )
    .addOption(
      new Option("--role-arn <arn>", "role that CloudFormation assumes for what it does (else it acts as you)"),
    )
    .addOption(
      new Option("--on-failure <what>", "what becomes of a stack that fails; delete is for new ones alone").choices([
        "rollback",
        "delete",
        "do-nothing",
      ]),
    )
    .addOption(new Option("--no-rollback", "the same as --on-failure do-nothing").conflicts("onFailure"))
    .addOption(new Option("--dry-run", "print what would be changed, and change nothing"))
    .addOption(regionOption())
    .addOption(endpointOption("CloudFormation"))
    .addOption(jsonOption("print stack id and outputs as one line of JSON, and the events on standard error"))
    .addHelpText(
      "after",
      examples(
        "keylease deploy --stack-name first",
        "keylease deploy --stack-name first --parameter ObjectAccess=public-read --dry-run",
        "keylease deploy --template template.json --stack-name mine --parameter KeyName=my-key",
      ),
    )
    .action((options: DeployInput) => start(() => import("../commands/deploy.ts"), options));
}

/** `keylease destroy`. */
export function declareDestroy(start: StartCommand): Command {
  return new Command("destroy")
    .summary("remove a stack")
    .description("Deletes a CloudFormation stack, shows its events as they come, and waits until it is gone.")
    .argument("<stack>", "name of the stack")
    .addOption(
      new Option(
        "--empty-buckets",
        "where a bucket holds objects still, delete all of them with your own rights, and go on: they are gone for ever",
      ),
    )
    .addOption(regionOption())
    .addOption(endpointOption("CloudFormation"))
    .addOption(jsonOption("print the stack's name as one line of JSON, and the events on standard error"))
    .addHelpText("after", examples("keylease destroy first", "keylease destroy first --empty-buckets"))
    .action((stackName: string, options: Omit<DestroyInput, "stackName">) =>
      start(() => import("../commands/destroy.ts"), { ...options, stackName }),
    );
}

/** `keylease template`. */
export function declareTemplate(start: StartCommand): Command {
  return new Command("template")
    .summary("print the shipped template")
    .description("Prints the CloudFormation template that `keylease deploy` deploys.")
    .addOption(
      new Option("--format <format>", "yaml: with its comments; json: without")
        .choices(["yaml", "json"])
        .default("yaml"),
    )
    .addOption(jsonOption("the same as --format json"))
    .addHelpText("after", examples("keylease template > upload-by-role.yaml"))
    .action((options: TemplateInput) => start(() => import("../commands/template.ts"), options));
}
