import { Option } from "commander";
import { auditLogOption, collect, externalIdOption } from "./options.ts";

const GROUP = "How it is minted:";

/** Options that say with whose right a lease is made. */
export function mintingOptions(): readonly Option[] {
  return [
    new Option("-a, --role-arn <arn>", "role to assume").conflicts("federate"),
    ...roleOptions().map((option) => option.conflicts(["federate", "webIdentity", "webIdentityTokenFile"])),
    ...tokenOptions().map((option) => option.conflicts("federate")),
    new Option("--federate <name>", "use GetFederationToken with an IAM user's key instead of a role"),
    ...tagOptions().map((option) => option.conflicts(["webIdentity", "webIdentityTokenFile"])),
    new Option("--expect-account <id>", "refuse to make a lease in any other account"),
    new Option("--expect-region <region>", "refuse to make a lease where another region comes out"),
    auditLogOption("append who took which lease, without its secrets"),
  ].map((option) => option.helpGroup(GROUP));
}

function roleOptions(): readonly Option[] {
  return [
    externalIdOption(),
    new Option("--source-identity <name>", "who is behind the caller; stays with the session (sts:SourceIdentity)"),
    new Option("--mfa-serial <serial>", "number or ARN of the caller's MFA device; with --mfa-code"),
    new Option("--mfa-code <code>", "the six digits that the device shows; with --mfa-serial"),
  ];
}

function tokenOptions(): readonly Option[] {
  return [
    new Option(
      "--web-identity <from>",
      "assume the role with a token instead of AWS credentials: of GitHub Actions' job or of Kubernetes' service account",
    )
      .choices(["github-actions", "kubernetes"])
      .conflicts("webIdentityTokenFile"),
    new Option("--web-identity-token-file <file>", "the same with the token in a file"),
    new Option("--audience <name>", "audience of GitHub's token (else sts.amazonaws.com)"),
  ];
}

function tagOptions(): readonly Option[] {
  return [
    new Option("--session-tag <key=value>", "session tag, aws:PrincipalTag in policies (may be repeated)").argParser(
      collect,
    ),
    new Option("--transitive-session-tag <key=value>", "the same, kept by sessions made from it").argParser(collect),
    new Option(
      "--optional-session-tag <key=value>",
      "the same, left out where STS finds the whole too large",
    ).argParser(collect),
  ];
}
