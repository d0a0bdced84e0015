import { Command, Option } from "commander";
import type { ExplainInput } from "../commands/explain.ts";
import type { StartCommand } from "../context.ts";
import { examples, jsonOption } from "./options.ts";

const OF_AN_EMULATOR = "Of a request that an emulator answered:";
const OF_FILES = "Of policies in files, without calling anybody (- is standard input):";

/** `keylease explain`. */
export function declareExplain(start: StartCommand): Command {
  const command = new Command("explain")
    .summary("say why a request is allowed or refused")
    .description(
      "Shows every policy that a request was held against, the statement that decided, and what would have to change.\nAn emulator on this machine is found by itself; policies in files need none, and nobody is called.",
    )
    .argument(
      "[request-id]",
      "x-amz-request-id or x-amzn-requestid of the emulator's answer; not with policies in files",
    )
    .addOption(jsonOption("print the explanation as one line of JSON"));
  for (const option of emulatorOptions()) command.addOption(option.helpGroup(OF_AN_EMULATOR));
  for (const option of fileOptions()) command.addOption(option.helpGroup(OF_FILES));
  return command
    .addHelpText(
      "after",
      examples(
        "keylease explain 4442587FB7D0A2F9",
        "keylease explain --principal-policy role.json --session-policy session.json \\",
        "    --action s3:PutObject --resource arn:aws:s3:::my-bucket/report.txt",
        "keylease lease s3://my-bucket/report.txt --role-arn ARN --dry-run | keylease explain --session-policy - \\",
        "    --principal-policy role.json --action s3:GetObject --resource arn:aws:s3:::my-bucket/report.txt",
      ),
    )
    .action((requestId: string | undefined, options: Omit<ExplainInput, "requestId">) =>
      start(() => import("../commands/explain.ts"), { ...options, ...(requestId === undefined ? {} : { requestId }) }),
    );
}

function emulatorOptions(): readonly Option[] {
  return [
    new Option(
      "--message <encoded>",
      "the encoded authorization failure message of an emulator's EC2, in the place of a request id",
    ),
    new Option("--endpoint-url <url>", "the emulator (else AWS_ENDPOINT_URL, else the one that is running)"),
    new Option(
      "--control-token <token>",
      "the emulator's control token (else KEYLEASE_CONTROL_TOKEN, else as it left it for you)",
    ),
  ];
}

function fileOptions(): readonly Option[] {
  return [
    new Option("--action <action>", "what is asked for, such as s3:PutObject"),
    new Option("--resource <arn>", "on what, taken as it stands; * for an action that has no resource"),
    new Option("--resource-account <id>", "account of the resource (else the ARN's, else the principal's)"),
    new Option(
      "--principal <arn>",
      "who asks: ARN of a user, role, role session, federated user, root or identity provider; a service; anonymous (else a session of some role in the resource's account)",
    ),
    new Option("--federated-by <arn>", "the user, or root, that called GetFederationToken for the federated user"),
    new Option("--principal-policy <file...>", "identity policies of the user or role"),
    new Option("--boundary <file>", "permissions boundary of the user or role"),
    new Option("--session-policy <file...>", "session policies, inline and managed"),
    new Option("--resource-policy <file>", "policy of the resource, such as a bucket policy"),
    new Option("--trust-policy <file>", "trust policy of the role that --resource names"),
    new Option(
      "--scp <file...>",
      "service control policies above the principal: a level each, from the organization's root to the account; several on one level are divided by commas",
    ),
    new Option("--rcp <file...>", "resource control policies above the resource, in the same way"),
    new Option(
      "--context <key=value...>",
      "context keys of the request, such as aws:SourceIp=192.0.2.7; a key given again has several values",
    ),
  ];
}
