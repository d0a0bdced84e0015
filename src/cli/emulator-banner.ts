import type { Emulator } from "../emulator/index.ts";

/** What people are told when an emulator has started: where it is, and lines to paste into another shell. */
export function emulatorBanner(
  emulator: Pick<Emulator, "endpoint" | "region" | "accounts" | "controlToken">,
  options: { readonly dataDirectory: string | undefined; readonly showToken: boolean },
): string {
  const { endpoint, region, accounts, controlToken } = emulator;
  const state = options.dataDirectory === undefined ? "state in memory only" : `state in ${options.dataDirectory}`;
  const keys = accounts.flatMap(({ accountId, accessKeyId, secretAccessKey }, index) => {
    // Pasted as a whole, the lines must leave the first account's key in place.
    const mark = index === 0 ? "" : "# ";
    return [
      `# root of account ${accountId}`,
      `${mark}export AWS_ACCESS_KEY_ID=${accessKeyId}`,
      `${mark}export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    ];
  });
  return [
    `The emulator is running at ${endpoint} (region ${region}, ${state}).`,
    "To use it, paste these lines into another shell:",
    "",
    ...[
      "unset AWS_PROFILE AWS_SESSION_TOKEN",
      `export AWS_ENDPOINT_URL=${endpoint}`,
      `export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
      ...keys,
      ...(options.showToken ? [`export KEYLEASE_CONTROL_TOKEN=${controlToken}`] : []),
    ].map((line) => `  ${line}`),
    "",
    "Requests that it refuses are told below. Stop it with Ctrl-C.",
  ].join("\n");
}
