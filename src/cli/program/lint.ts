import { Command, Option } from "commander";
import type { LintInput } from "../commands/lint.ts";
import type { StartCommand } from "../context.ts";
import { examples, jsonOption } from "./options.ts";

/** `keylease lint`. */
export function declareLint(start: StartCommand): Command {
  return new Command("lint")
    .summary("say what is wrong with policy documents")
    .description(
      "Checks policy documents against IAM's grammar, and against the list of all actions, resources and condition keys.\nErrors are what AWS refuses; warnings are what AWS takes but does not do what it seems to. Nobody is called.",
    )
    .argument("<file...>", "policy documents in JSON; - reads standard input")
    .addOption(
      new Option(
        "-k, --kind <kind>",
        "what the documents are; resource is a bucket policy and its like, scp and rcp are an organization's",
      )
        .choices(["identity", "trust", "session", "resource", "boundary", "scp", "rcp"])
        .makeOptionMandatory(),
    )
    .addOption(new Option("--strict", "end with 1 for warnings too"))
    .addOption(jsonOption("print the findings as one line of JSON"))
    .addHelpText(
      "after",
      examples(
        "keylease lint policy.json --kind identity",
        "keylease lint policies/*.json --kind scp --strict",
        "keylease lease s3://my-bucket/report.txt --role-arn ARN --dry-run | keylease lint - --kind session",
      ),
    )
    .action((files: readonly string[], options: Omit<LintInput, "files">) =>
      start(() => import("../commands/lint.ts"), { ...options, files }),
    );
}
