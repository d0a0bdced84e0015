import { Command, Option } from "commander";
import type { RevokeInput } from "../commands/revoke.ts";
import type { StartCommand } from "../context.ts";
import { auditLogOption, endpointOption, examples, jsonOption, regionOption } from "./options.ts";

/** `keylease revoke`. */
export function declareRevoke(start: StartCommand): Command {
  return new Command("revoke")
    .summary("deny everything to a lease that is out")
    .description(
      "Ends a lease before its time: an inline policy of its role denies everything to that one session.\nWith --all-before it denies everything to all sessions of the role that are older, leases or not.",
    )
    .argument("[lease]", "id of the lease, as in its document, its audit lines and its session's name")
    .addOption(new Option("-a, --role-arn <arn>", "role that the lease is of (else as the audit log says)"))
    .addOption(
      new Option(
        "--all-before <time>",
        "all sessions of --role-arn: now, 2h ago, or a time such as 2026-11-26T06:00:00Z",
      ),
    )
    .addOption(auditLogOption("look the role up in it, and append what was done"))
    .addOption(regionOption())
    .addOption(endpointOption("IAM"))
    .addOption(jsonOption("print what was done as one line of JSON"))
    .addHelpText("after", examples("keylease revoke LEASE-ID", "keylease revoke --role-arn ARN --all-before now"))
    .action((lease: string | undefined, options: Omit<RevokeInput, "lease">) =>
      start(() => import("../commands/revoke.ts"), { ...options, ...(lease === undefined ? {} : { lease }) }),
    );
}
