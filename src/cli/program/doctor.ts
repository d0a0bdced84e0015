import { Command, Option } from "commander";
import type { DoctorInput } from "../commands/doctor.ts";
import type { StartCommand } from "../context.ts";
import { mintingOptions } from "./minting-options.ts";
import { durationOption, endpointOption, examples, jsonOption, regionOption } from "./options.ts";
import { scopeOptions } from "./scope-options.ts";

/** `keylease doctor`. */
export function declareDoctor(start: StartCommand): Command {
  const command = new Command("doctor")
    .summary("look at everything that a lease depends on")
    .description(
      "Looks at the endpoint, the clock, the caller, the role's trust and rights, and the bucket, and says for each that it is\nin order or the one thing to do. It changes nothing. It takes the scope and the options that the lease will be taken with.",
    )
    .argument("<scope...>", "what is to be leased: s3://BUCKET/KEY, or several, or s3://BUCKET/PREFIX/");
  for (const option of [...mintingOptions(), ...scopeOptions()]) command.addOption(option);
  return command
    .addOption(
      new Option("--probe", "make a lease, and try that it can write its key and no other; nothing is written"),
    )
    .addOption(durationOption())
    .addOption(regionOption())
    .addOption(endpointOption("STS, IAM and S3"))
    .addOption(jsonOption("print the findings as one line of JSON"))
    .addHelpText("after", examples("keylease doctor s3://my-bucket/report.txt --role-arn ARN --probe"))
    .action((scope: readonly string[], options: Omit<DoctorInput, "scope">) =>
      start(() => import("../commands/doctor.ts"), { ...options, scope }),
    );
}
