import { KeyleaseError } from "../core/index.ts";
import { explanationJson, renderExplanation } from "../policy/index.ts";
import type { CommandContext } from "./context.ts";
import { fetchExplanation, fetchMessage } from "./control-client.ts";
import { type EmulatorRecord, findRecords, sameOrigin } from "./emulator-record.ts";
import { renderRequest } from "./render-request.ts";

/** Which emulator is asked, and how it is shown. */
export interface EmulatorChoice {
  readonly endpointUrl?: string;
  readonly controlToken?: string;
  readonly json?: boolean;
}

/** What `keylease explain` is told about a request that an emulator answered. */
interface ExplainRequestInput extends EmulatorChoice {
  readonly requestId: string;
}

/** Says why the emulator allowed or refused a request. */
export async function explainRequest(input: ExplainRequestInput, context: CommandContext): Promise<undefined> {
  const { output, signal } = context;
  const emulator = await findEmulator(input, context);
  const explained = await fetchExplanation(emulator, input.requestId, signal);
  if (input.json) output.json(explained);
  else output.line(renderRequest(explained, { colour: output.colour }));
}

/** Says what an encoded message of an emulator's EC2 says. */
export async function explainMessage(
  input: EmulatorChoice & { readonly message: string },
  context: CommandContext,
): Promise<undefined> {
  const { output, signal } = context;
  const explanation = await fetchMessage(await findEmulator(input, context), input.message, signal);
  if (input.json) output.json(explanationJson(explanation));
  else output.line(renderExplanation(explanation, { colour: output.colour }));
}

async function findEmulator(
  input: EmulatorChoice,
  { environment }: CommandContext,
): Promise<Pick<EmulatorRecord, "endpoint" | "controlToken">> {
  const endpoint = input.endpointUrl ?? (environment.AWS_ENDPOINT_URL || undefined);
  const controlToken = input.controlToken ?? (environment.KEYLEASE_CONTROL_TOKEN || undefined);
  if (endpoint !== undefined && controlToken !== undefined) return { endpoint, controlToken };
  const running = await findRecords(environment);
  const fitting = running.filter((record) => endpoint === undefined || sameOrigin(record.endpoint, endpoint));
  const [found] = fitting;
  if (found === undefined || fitting.length > 1) throw notFound(endpoint, fitting.length);
  return { endpoint: found.endpoint, controlToken: controlToken ?? found.controlToken };
}

function notFound(endpoint: string | undefined, count: number): KeyleaseError {
  if (count > 1) {
    return new KeyleaseError("ControlUnavailable", `${count} emulators are running here`, {
      hint: "Choose one with --endpoint-url.",
    });
  }
  const where = endpoint === undefined ? "on this machine" : `at \`${endpoint}\` that was started by you`;
  return new KeyleaseError("ControlUnavailable", `no emulator was found ${where}`, {
    hint: "Start one with `keylease emulator`, or give --endpoint-url and --control-token; AWS itself explains nothing.",
  });
}
