import { Command, Option } from "commander";
import type { ExplainInput } from "../commands/explain.ts";
import type { StartCommand } from "../context.ts";
import { examples, jsonOption } from "./options.ts";

/** `keylease explain`. */
export function declareExplain(start: StartCommand): Command {
  return new Command("explain")
    .summary("say why the emulator allowed or refused a request")
    .description(
      "Shows every policy that a request was held against, the statement that decided, and what would have to change.\nAn emulator on this machine is found by itself.",
    )
    .argument("<request-id>", "x-amz-request-id or x-amzn-requestid of the answer")
    .addOption(new Option("--endpoint-url <url>", "the emulator (else AWS_ENDPOINT_URL, else the one that is running)"))
    .addOption(
      new Option(
        "--control-token <token>",
        "the emulator's control token (else KEYLEASE_CONTROL_TOKEN, else as it left it for you)",
      ),
    )
    .addOption(jsonOption("print the explanation as one line of JSON"))
    .addHelpText("after", examples("keylease explain 4442587FB7D0A2F9"))
    .action((requestId: string, options: Omit<ExplainInput, "requestId">) =>
      start(() => import("../commands/explain.ts"), { ...options, requestId }),
    );
}
