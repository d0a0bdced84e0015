import { Command, Option } from "commander";
import type { PutInput } from "../commands/put.ts";
import type { StartCommand } from "../context.ts";
import { mintingOptions } from "./minting-options.ts";
import { durationOption, endpointOption, examples, jsonOption, regionOption, verboseOption } from "./options.ts";
import { scopeOptions } from "./scope-options.ts";

/** `keylease put`. */
export function declarePut(start: StartCommand): Command {
  const command = new Command("put")
    .summary("upload a file, with a lease or by assuming a role for that one key")
    .description(
      "Uploads a file. With --role-arn it takes a lease for exactly that object first and uploads with it;\nwith --lease it needs no credentials of its own.",
    )
    .argument("<file>", "the file to upload")
    .argument("[target]", "where to: s3://BUCKET/KEY (or --bucket and --s3-object-key; not needed with --lease)");
  for (const option of [...mintingOptions(), ...scopeOptions()]) command.addOption(option.conflicts("lease"));
  return command
    .addOption(new Option("-l, --lease <file>", "lease document to upload with; - reads it from standard input"))
    .addOption(regionOption().conflicts("lease"))
    .addOption(new Option("-b, --bucket <name>", "bucket (also --backet)"))
    .addOption(new Option("--backet <name>", "the same").hideHelp())
    .addOption(new Option("-k, --s3-object-key <key>", "object key, as it stands"))
    .addOption(new Option("--acl <acl>", "canned ACL, such as public-read or bucket-owner-full-control"))
    .addOption(new Option("--content-type <type>", "Content-Type (else by the file's name)"))
    .addOption(durationOption().conflicts("lease"))
    .addOption(endpointOption("STS and S3").conflicts("lease"))
    .addOption(jsonOption("print the result as one line of JSON"))
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "keylease put report.txt s3://my-bucket/report.txt --role-arn arn:aws:iam::123456789012:role/uploader",
        "keylease put report.txt --lease lease.json",
        "keylease lease s3://my-bucket/report.txt --role-arn ARN | keylease put report.txt --lease -",
        "keylease put --region ap-northeast-1 --backet my-bucket --role-arn ARN --s3-object-key hoge report.txt",
      ),
    )
    .action((file: string, target: string | undefined, options: Omit<PutInput, "file" | "target">) =>
      start(() => import("../commands/put.ts"), { ...options, file, ...(target === undefined ? {} : { target }) }),
    );
}
