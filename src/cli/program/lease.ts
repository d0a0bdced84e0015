import { Command, Option } from "commander";
import type { LeaseInput } from "../commands/lease.ts";
import type { StartCommand } from "../context.ts";
import { mintingOptions } from "./minting-options.ts";
import { durationOption, endpointOption, examples, jsonOption, regionOption, verboseOption } from "./options.ts";
import { scopeOptions } from "./scope-options.ts";

/** Those of the library, which is not loaded for this, and curl. */
const LEASE_FORMAT_NAMES: readonly string[] = [
  ...["json", "env", "env-no-export", "process", "powershell", "windows-cmd", "fish", "profile"],
  "curl",
];

/** `keylease lease`. */
export function declareLease(start: StartCommand): Command {
  const command = new Command("lease")
    .summary("trade a role for credentials that may write one object")
    .description(
      "Takes a lease: temporary credentials for exactly one object, for several, or for all below a prefix. Prints them,\nwhich is its purpose: whoever reads the output may upload until it expires.",
    )
    .argument(
      "<scope...>",
      "an object, s3://BUCKET/KEY, or several of one bucket; or all below a prefix, s3://BUCKET/PREFIX/; * and ? are characters like any other",
    );
  for (const option of [...mintingOptions(), ...scopeOptions()]) command.addOption(option);
  return command
    .addOption(new Option("--safe-key", "write characters that a policy cannot hold as percent escapes in the key"))
    .addOption(durationOption())
    .addOption(regionOption())
    .addOption(endpointOption("STS, and of S3 for whoever uses the lease"))
    .addOption(
      new Option(
        "--format <format>",
        "json: the lease document; process: for credential_process, from a cache; profile: for AWS's configuration file;\ncurl: a command that uploads $FILE; all others: variables for a shell",
      )
        .choices(LEASE_FORMAT_NAMES)
        .default("json"),
    )
    .addOption(new Option("--no-cache", "with --format process: make a lease each time, and keep none"))
    .addOption(jsonOption("the same as --format json"))
    .addOption(new Option("-o, --output <file>", "write to a file that only you may read"))
    .addOption(
      new Option(
        "--ticket [url]",
        "print an address and a one-time code for which `keylease hand` gives the lease; URL is where that can be reached",
      )
        .preset("http://127.0.0.1:4570")
        .conflicts(["output", "dryRun"]),
    )
    .addOption(new Option("--ticket-time <time>", "how long the ticket can be claimed").default("10m"))
    .addOption(
      new Option("--dry-run", "print the session policy, its size and the calls that would be made, and call nobody"),
    )
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "keylease lease s3://my-bucket/report.txt --role-arn arn:aws:iam::123456789012:role/uploader --output lease.json",
        'eval "$(keylease lease s3://my-bucket/report.txt --role-arn ARN --allow acl --format env)"',
        "keylease lease s3://my-bucket/inbox/ --role-arn ARN --write-once --source-ip 203.0.113.0/24",
        "keylease lease s3://my-bucket/a.csv s3://my-bucket/b.csv --role-arn ARN --web-identity github-actions",
        "keylease lease s3://my-bucket/report.txt --role-arn ARN --dry-run",
      ),
    )
    .action((scope: readonly string[], options: Omit<LeaseInput, "scope">) =>
      start(() => import("../commands/lease.ts"), { ...options, scope }),
    );
}
