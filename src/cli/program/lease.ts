import { Command, Option } from "commander";
import type { LeaseInput } from "../commands/lease.ts";
import type { StartCommand } from "../context.ts";
import {
  collect,
  durationOption,
  endpointOption,
  examples,
  externalIdOption,
  jsonOption,
  regionOption,
  verboseOption,
} from "./options.ts";

/** `keylease lease`. */
export function declareLease(start: StartCommand): Command {
  return new Command("lease")
    .summary("trade a role for credentials that may write one object")
    .description(
      "Takes a lease: temporary credentials for exactly one object. Prints them, which is its purpose:\nwhoever reads the output may upload until it expires.",
    )
    .argument("<scope>", "the object: s3://BUCKET/KEY; * and ? in the key are characters like any other")
    .addOption(new Option("-a, --role-arn <arn>", "role to assume").conflicts("federate"))
    .addOption(externalIdOption().conflicts("federate"))
    .addOption(new Option("--federate <name>", "use GetFederationToken with an IAM user's key instead of a role"))
    .addOption(
      new Option(
        "--allow <actions>",
        "what to grant besides the upload, divided by commas: acl, tagging, read, delete (may be repeated)",
      ).argParser(collect),
    )
    .addOption(durationOption())
    .addOption(regionOption())
    .addOption(endpointOption("STS, and of S3 for whoever uses the lease"))
    .addOption(
      new Option("--format <format>", "json: the lease document; env: export lines; process: for credential_process")
        .choices(["json", "env", "process"])
        .default("json"),
    )
    .addOption(jsonOption("the same as --format json"))
    .addOption(new Option("-o, --output <file>", "write to a file that only you may read"))
    .addOption(new Option("--dry-run", "print the session policy, and call nobody"))
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "keylease lease s3://my-bucket/report.txt --role-arn arn:aws:iam::123456789012:role/uploader --output lease.json",
        'eval "$(keylease lease s3://my-bucket/report.txt --role-arn ARN --allow acl --format env)"',
        "keylease lease s3://my-bucket/report.txt --role-arn ARN --dry-run",
      ),
    )
    .action((scope: string, options: Omit<LeaseInput, "scope">) =>
      start(() => import("../commands/lease.ts"), { ...options, scope }),
    );
}
