import { Command, Option } from "commander";
import type { ClaimInput } from "../commands/claim.ts";
import type { HandInput } from "../commands/hand.ts";
import type { StartCommand } from "../context.ts";
import { auditLogOption, examples, jsonOption } from "./options.ts";

/** `keylease hand`. */
export function declareHand(start: StartCommand): Command {
  return new Command("hand")
    .summary("give leases to those who have their tickets' codes")
    .description(
      "Serves the tickets that `keylease lease --ticket` makes on this machine: the first who shows a ticket's code is given its\nlease, which is then forgotten. It listens on loopback, or with --cert and --key anywhere.",
    )
    .addOption(new Option("--listen <address>", "HOST:PORT to listen on").default("127.0.0.1:4570"))
    .addOption(new Option("--cert <file>", "certificate chain for TLS, as PEM; with --key"))
    .addOption(new Option("--key <file>", "the certificate's private key, as PEM; with --cert"))
    .addOption(auditLogOption("append who was given which lease, and who was refused"))
    .addOption(jsonOption("print the address as one line of JSON"))
    .addHelpText(
      "after",
      examples("keylease hand", "keylease hand --listen 0.0.0.0:8443 --cert chain.pem --key key.pem"),
    )
    .action((options: HandInput) => start(() => import("../commands/hand.ts"), options));
}

/** `keylease claim`. */
export function declareClaim(start: StartCommand): Command {
  return new Command("claim")
    .summary("get the lease of a ticket")
    .description(
      "Shows a ticket's code and prints the lease that it is for. The code is read from standard input, where no other program\ncan see it; curl --data @- URL does the same.",
    )
    .argument("<url>", "address of the ticket")
    .addOption(new Option("-o, --output <file>", "write to a file that only you may read"))
    .addOption(jsonOption("the same, for it prints JSON anyway"))
    .addHelpText(
      "after",
      examples(
        "keylease claim http://127.0.0.1:4570/t/TICKET",
        "keylease claim URL < code.txt | keylease put report.txt --lease -",
      ),
    )
    .action((url: string, options: Omit<ClaimInput, "url">) =>
      start(() => import("../commands/claim.ts"), { ...options, url }),
    );
}
