import { Command } from "commander";
import type { DemoInput } from "../commands/demo.ts";
import type { StartCommand } from "../context.ts";
import { examples, jsonOption } from "./options.ts";

/** `keylease demo`. */
export function declareDemo(start: StartCommand): Command {
  return new Command("demo")
    .summary("play the whole story against an emulator of its own")
    .description(
      "Starts an emulator, deploys the shipped stack, boots its instance, hands a lease to another program, and shows what\nis refused and why. Nothing outside this machine is called; nothing is left behind.",
    )
    .addOption(jsonOption("print the checks as one line of JSON"))
    .addHelpText("after", examples("keylease demo"))
    .action((options: DemoInput) => start(() => import("../commands/demo.ts"), options));
}
