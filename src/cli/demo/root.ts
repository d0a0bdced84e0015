import type { Emulator } from "../../emulator/index.ts";

/** What an SDK client needs to call the emulator as its account's root user. */
export function rootClient(emulator: Emulator): {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  const [root] = emulator.accounts;
  if (root === undefined) throw new Error("the emulator has no account");
  const { accessKeyId, secretAccessKey } = root;
  return { endpoint: emulator.endpoint, region: emulator.region, credentials: { accessKeyId, secretAccessKey } };
}
