import { Option } from "commander";

/** `--external-id`. */
export function externalIdOption(): Option {
  return new Option("--external-id <id>", "what the role's trust policy asks for (sts:ExternalId)");
}

/** `-r, --region`. */
export function regionOption(): Option {
  return new Option("-r, --region <region>", "AWS region (else AWS_REGION, AWS_DEFAULT_REGION)");
}

/** `--endpoint-url`; `services` says which ones it is the address of. */
export function endpointOption(services: string): Option {
  return new Option(
    "--endpoint-url <url>",
    `address of ${services}, such as http://127.0.0.1:4566 (else AWS_ENDPOINT_URL and its like, else AWS)`,
  );
}

/** `--json`. */
export function jsonOption(result: string): Option {
  return new Option("--json", `${result}; errors as JSON too`);
}

/** `-d, --duration`. */
export function durationOption(): Option {
  return new Option("-d, --duration <time>", "how long the lease lives, 15m to 12h").default("15m");
}

/** `-v, --verbose`. @param andMore What else it says, after a comma. */
export function verboseOption(andMore = ""): Option {
  const about = "say where the caller's credentials came from and how long the lease lives";
  return new Option("-v, --verbose", `${about}${andMore}`);
}

/** `--audit-log`. */
export function auditLogOption(what: string): Option {
  return new Option("--audit-log <file>", `${what} (else KEYLEASE_AUDIT_LOG, else a file in the state folder)`);
}

/** Collects an option that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** Examples below a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
