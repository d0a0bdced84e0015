import { Option } from "commander";

const GROUP = "Where a lease comes from that is there already:";

/** The names of those below besides `lease`, for what cannot be said with them. */
export const GIVEN_LEASE: readonly string[] = ["credentialProcess", "leaseUrl", "leaseTokenFile", "ownCredentials"];

/** Options that say who gives a lease, where it is not taken from STS. */
export function givenLeaseOptions(): readonly Option[] {
  return [
    new Option("-l, --lease <file>", "lease document; - reads it from standard input").conflicts([...GIVEN_LEASE]),
    new Option(
      "--credential-process <command>",
      "command that prints a lease document, or what AWS's credential_process prints; run without a shell",
    ).conflicts(["leaseUrl", "leaseTokenFile", "ownCredentials"]),
    new Option(
      "--lease-url <url>",
      "https address that gives a lease document, or credentials as a container's endpoint; KEYLEASE_LEASE_TOKEN is sent to it",
    ).conflicts("ownCredentials"),
    new Option(
      "--lease-token-file <file>",
      "the same token in a file, read anew each time (else KEYLEASE_LEASE_TOKEN_FILE)",
    ).conflicts("ownCredentials"),
    new Option("--own-credentials", "use the AWS credentials that are found, as they are, without a lease"),
  ].map((option) => option.helpGroup(GROUP));
}
