import { KeyleaseError, systemClock } from "../../core/index.ts";
import type { CommandContext } from "../context.ts";
import { type OfflineInput, offlineFlags } from "../explain-offline/input.ts";
import { type EmulatorChoice, explainMessage, explainRequest } from "../explain-request.ts";

/** What `keylease explain` is told: a request id, or policies in files and a request. */
export interface ExplainInput extends OfflineInput, EmulatorChoice {
  readonly requestId?: string;
  /** What EC2 of an emulator sent along with a refusal. */
  readonly message?: string;
  readonly json?: boolean;
}

/** Says why a request is allowed or refused: by an emulator that answered it, or by policies in files. */
export async function run(input: ExplainInput, context: CommandContext): Promise<number | undefined> {
  const { requestId, message, json = false } = input;
  const ofEmulator = emulatorWords(input);
  const ofFiles = offlineFlags(input);
  if (ofEmulator.length > 0 && ofFiles.length > 0) {
    refuse(`${ofEmulator[0]} cannot be used with ${ofFiles[0]}`);
  }
  if (ofFiles.length > 0) {
    // It brings the table of AWS's actions along, which the emulator's requests do not need.
    const { explainFiles } = await import("../explain-offline/explain-files.ts");
    return explainFiles(input, context, { json, now: systemClock.now() });
  }
  if (message !== undefined) {
    if (requestId !== undefined) refuse("--message cannot be used with a request id");
    return explainMessage({ ...input, message }, context);
  }
  if (requestId === undefined) refuse("neither a request id nor an action was given");
  return explainRequest({ ...input, requestId }, context);
}

function emulatorWords({ requestId, message, endpointUrl, controlToken }: ExplainInput): readonly string[] {
  return [
    ...(requestId === undefined ? [] : [`the request id \`${requestId}\``]),
    ...(message === undefined ? [] : ["--message"]),
    ...(endpointUrl === undefined ? [] : ["--endpoint-url"]),
    ...(controlToken === undefined ? [] : ["--control-token"]),
  ];
}

function refuse(message: string): never {
  throw new KeyleaseError("ArgumentInvalid", message, {
    hint: "Give the id of a request that an emulator answered, or policies in files with --action and --resource.",
  });
}
