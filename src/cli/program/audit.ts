import { Command, Option } from "commander";
import type { AuditInput } from "../commands/audit.ts";
import type { StartCommand } from "../context.ts";
import { auditLogOption, examples, jsonOption } from "./options.ts";

const EVENTS = ["minted", "refused", "handed-over", "claim-refused", "revoked"];

/** `keylease audit`. */
export function declareAudit(start: StartCommand): Command {
  return new Command("audit")
    .summary("show what became of leases")
    .description(
      "Reads the audit log, which has a line for each lease that was minted, refused, handed over or revoked, and no secret.",
    )
    .addOption(new Option("--since <time>", "lines since then: 2h ago, or a time such as 2026-11-26T06:00:00Z"))
    .addOption(new Option("--lease <id>", "lines of this lease alone"))
    .addOption(new Option("--event <name>", "lines of this event alone").choices(EVENTS))
    .addOption(auditLogOption("the log"))
    .addOption(jsonOption("print the lines as they are, in one line of JSON"))
    .addHelpText("after", examples("keylease audit --since 2h", "keylease audit --lease LEASE-ID --json"))
    .action((options: AuditInput) => start(() => import("../commands/audit.ts"), options));
}
