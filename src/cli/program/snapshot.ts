import { Argument, Command, Option } from "commander";
import type { SnapshotInput } from "../commands/snapshot.ts";
import type { StartCommand } from "../context.ts";
import { examples } from "./options.ts";

type Verb = SnapshotInput["verb"];

/** `keylease emulator snapshot`. */
export function declareSnapshot(start: StartCommand): Command {
  return new Command("snapshot")
    .summary("keep the state of a data directory in one file, or begin with such a file")
    .description(
      "Writes everything in a data directory into one file, or makes a data directory of such a file.\nThe file holds root keys and every other secret of the state: pass it on as you would them.",
    )
    .helpCommand(false)
    .addCommand(declareSave(start))
    .addCommand(declareLoad(start))
    .addHelpText("after", examples("keylease emulator snapshot save prepared.snapshot --data ./state"));
}

function declareSave(start: StartCommand): Command {
  return declareVerb("save", start)
    .summary("write a data directory into a file")
    .description(
      "Writes everything in a data directory that no emulator has open into one file, readable by you alone.\nThe file holds root keys and every other secret of the state: pass it on as you would them.",
    )
    .addHelpText("after", examples("keylease emulator snapshot save prepared.snapshot --data ./state"));
}

function declareLoad(start: StartCommand): Command {
  return declareVerb("load", start)
    .summary("make a data directory of a file")
    .description(
      "Makes a data directory of a file that `keylease emulator snapshot save` has written, whole or not at all.\nThe state is used with the root keys that the file holds: load only what you would be given keys by.",
    )
    .addHelpText(
      "after",
      examples("keylease emulator snapshot load prepared.snapshot --data ./state", "keylease emulator --data ./state"),
    );
}

function declareVerb(verb: Verb, start: StartCommand): Command {
  return new Command(verb)
    .addArgument(new Argument("<file>", "the snapshot"))
    .addOption(
      new Option(
        "--data <directory>",
        verb === "save" ? "the data directory" : "the data directory; it must be new or empty",
      ).makeOptionMandatory(),
    )
    .addOption(new Option("--json", "print file and directory as one line of JSON; errors as JSON too"))
    .action((file: string, options: Omit<SnapshotInput, "verb" | "file">) =>
      start(() => import("../commands/snapshot.ts"), { ...options, verb, file }),
    );
}
