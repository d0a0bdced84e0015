import { Command, Option } from "commander";
import type { UploadsInput } from "../commands/uploads.ts";
import type { StartCommand } from "../context.ts";
import { GIVEN_LEASE, givenLeaseOptions } from "./given-lease-options.ts";
import { endpointOption, examples, externalIdOption, jsonOption } from "./options.ts";

type Options = Omit<UploadsInput, "action" | "ids">;

/** `keylease uploads`. */
export function declareUploads(start: StartCommand): Command {
  return new Command("uploads")
    .summary("see uploads that did not reach their end, or end them")
    .description(
      "Lists the uploads in parts that stopped on this machine. `keylease put` of the same file to the same object goes on with one; what nobody goes on with costs storage at S3 until it is aborted.",
    )
    .addHelpText(
      "after",
      examples("keylease uploads", "keylease uploads abort 0f3a9c12d4e5", "keylease uploads abort --all"),
    )
    .addCommand(declareList(start), { isDefault: true })
    .addCommand(declareAbort(start));
}

function declareList(start: StartCommand): Command {
  return new Command("list")
    .description("Lists them: id, state, what is confirmed, since when, and which file goes where.")
    .addOption(jsonOption("print them as one line of JSON"))
    .addHelpText("after", examples("keylease uploads", "keylease uploads list --json"))
    .action((options: Options) =>
      start(() => import("../commands/uploads.ts"), { ...options, action: "list" as const }),
    );
}

function declareAbort(start: StartCommand): Command {
  const command = new Command("abort")
    .description("Has S3 drop the parts of uploads, and forgets them.")
    .argument("[ids...]", "their ids, as the list gives them")
    .addOption(new Option("--all", "all that no process is at"))
    .addOption(
      new Option("--forget", "forget them here only; S3 keeps the parts").conflicts([
        "roleArn",
        "lease",
        ...GIVEN_LEASE,
      ]),
    )
    .addOption(
      new Option("-a, --role-arn <arn>", "role to assume (else the one that the upload began with)").conflicts([
        "lease",
        ...GIVEN_LEASE,
      ]),
    )
    .addOption(externalIdOption().conflicts(["lease", ...GIVEN_LEASE]));
  for (const option of givenLeaseOptions()) command.addOption(option);
  return command
    .addOption(endpointOption("STS and S3").conflicts("lease"))
    .addOption(jsonOption("print the ids as one line of JSON"))
    .addHelpText("after", examples("keylease uploads abort 0f3a9c12d4e5", "keylease uploads abort --all --forget"))
    .action((ids: readonly string[], options: Options) =>
      start(() => import("../commands/uploads.ts"), { ...options, ids, action: "abort" as const }),
    );
}
