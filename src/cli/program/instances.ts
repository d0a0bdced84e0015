import { Command, Option } from "commander";
import type { ConsoleInput } from "../commands/console.ts";
import type { InstancesInput } from "../commands/instances.ts";
import type { StartCommand } from "../context.ts";
import { endpointOption, examples, jsonOption, regionOption } from "./options.ts";

/** `keylease instances`. */
export function declareInstances(start: StartCommand): Command {
  return new Command("instances")
    .summary("list EC2 instances and what became of their user data")
    .description(
      "Lists the EC2 instances of the account, those launched last at the end. An emulator also tells the exit status of their user data; AWS does not.",
    )
    .addOption(regionOption())
    .addOption(endpointOption("EC2"))
    .addOption(jsonOption("print the instances as one line of JSON"))
    .addHelpText(
      "after",
      examples("keylease instances", "keylease instances --endpoint-url http://127.0.0.1:4566 --json"),
    )
    .action((options: InstancesInput) => start(() => import("../commands/instances.ts"), options));
}

/** `keylease console`. */
export function declareConsole(start: StartCommand): Command {
  return new Command("console")
    .summary("print what an EC2 instance has printed")
    .description(
      "Prints the console output of an EC2 instance, at most the last 64 KiB. Of an emulator's instance that is what its user data has printed.",
    )
    .argument("<instance>", "id of the instance")
    .addOption(
      new Option(
        "-f, --follow",
        "print what comes, too, until the user data (of an emulator) or the instance has ended; on AWS of Nitro types alone",
      ),
    )
    .addOption(regionOption())
    .addOption(endpointOption("EC2"))
    .addOption(jsonOption("print the output as one line of JSON, as it stands"))
    .addHelpText(
      "after",
      examples("keylease console i-0123456789abcdef0", "keylease console i-0123456789abcdef0 --follow"),
    )
    .action((instanceId: string, options: Omit<ConsoleInput, "instanceId">) =>
      start(() => import("../commands/console.ts"), { ...options, instanceId }),
    );
}
