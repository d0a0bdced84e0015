import { Command, Option } from "commander";
import type { PresignInput } from "../commands/presign.ts";
import type { StartCommand } from "../context.ts";
import { mintingOptions } from "./minting-options.ts";
import { durationOption, endpointOption, examples, jsonOption, regionOption, verboseOption } from "./options.ts";
import { scopeOptions } from "./scope-options.ts";

/** `keylease presign`. */
export function declarePresign(start: StartCommand): Command {
  const command = new Command("presign")
    .summary("print a URL or a form for the upload of one object")
    .description(
      "Presigns an upload by a lease: a URL for a PUT, or with --post the fields of a form, whose size S3 limits. Whoever has\nthem may upload that object until they expire, which is never later than the lease.",
    )
    .argument("<object>", "the object: s3://BUCKET/KEY; * and ? in the key are characters like any other");
  for (const option of [...mintingOptions(), ...scopeOptions()]) command.addOption(option.conflicts("lease"));
  return command
    .addOption(new Option("-l, --lease <file>", "lease document to presign with; - reads it from standard input"))
    .addOption(new Option("--post", "a form instead of a PUT, as JSON; needs --max-bytes"))
    .addOption(new Option("--max-bytes <n>", "largest file that S3 takes by the form"))
    .addOption(
      new Option("--expires <time>", "how long it is good, from 1s to less than the lease lives (else all of that)"),
    )
    .addOption(new Option("--content-type <type>", "Content-Type that the upload must state"))
    .addOption(durationOption().conflicts("lease"))
    .addOption(regionOption().conflicts("lease"))
    .addOption(endpointOption("STS and S3").conflicts("lease"))
    .addOption(jsonOption("print method, URL and headers as one line of JSON"))
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        'curl --upload-file report.txt "$(keylease presign s3://my-bucket/report.txt --role-arn ARN)"',
        "keylease presign s3://my-bucket/photo.jpg --role-arn ARN --post --max-bytes 10485760 --expires 5m",
        "keylease presign s3://my-bucket/report.txt --lease lease.json --json",
      ),
    )
    .action((object: string, options: Omit<PresignInput, "object">) =>
      start(() => import("../commands/presign.ts"), { ...options, object }),
    );
}
