import type { ControlAccess } from "./control-client.ts";
import { findRecords, sameOrigin } from "./emulator-record.ts";

/**
 * The control interface of the emulator at an address, or `undefined` where there is none that this person may ask.
 * The token of the environment goes to this machine alone: at another address it would be told to a stranger.
 */
export async function controlAt(
  endpoint: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ControlAccess | undefined> {
  if (endpoint === undefined) return undefined;
  const left = (await findRecords(environment)).find((record) => sameOrigin(record.endpoint, endpoint));
  if (left !== undefined) return { endpoint: left.endpoint, controlToken: left.controlToken };
  const controlToken = environment.KEYLEASE_CONTROL_TOKEN || undefined;
  return controlToken !== undefined && isLoopback(endpoint) ? { endpoint, controlToken } : undefined;
}

function isLoopback(endpoint: string): boolean {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : "";
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
