import type { Logger } from "../../src/core/index.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/index.ts";
import { watchOutput, watchSecrets } from "./secrets/watch.ts";

/** Credentials in the shape that AWS's SDK takes. */
export interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What an SDK client needs to talk to the emulator; as root unless other credentials are given. */
export function clientConfig(
  emulator: Emulator,
  credentials?: SdkCredentials,
): { endpoint: string; region: string; credentials: SdkCredentials; maxAttempts: number } {
  const [root] = emulator.accounts;
  if (root === undefined) throw new Error("the emulator has no account");
  const { accessKeyId, secretAccessKey } = root;
  // Whatever a test signs with is a secret of this run.
  watchSecrets(credentials?.secretAccessKey, credentials?.sessionToken);
  return {
    endpoint: emulator.endpoint,
    region: emulator.region,
    credentials: credentials ?? { accessKeyId, secretAccessKey },
    // A refusal that is retried three times only makes tests slow.
    maxAttempts: 1,
  };
}

/** Starts an emulator on a free port in ap-northeast-1, with account 111111111111 unless told otherwise. */
export async function startTestEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({
    region: "ap-northeast-1",
    accountIds: ["111111111111"],
    logger: watchedLogger,
    ...options,
  });
  watchSecrets(emulator.controlToken, ...emulator.accounts.map(({ secretAccessKey }) => secretAccessKey));
  return emulator;
}

const watchedLogger: Logger = {
  info: (message, facts) => watchOutput("log of an emulator", `${message} ${JSON.stringify(facts ?? {})}`),
  warn: (message, facts) => watchOutput("log of an emulator", `${message} ${JSON.stringify(facts ?? {})}`),
};

/**
 * What a refused SDK call threw: `{ code, status, message }`; fails where it was not refused. The code is the one of the
 * wire: the SDK's own names for it (`NoSuchEntityException`) differ.
 */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; status: number; message: string }> {
  try {
    await call;
  } catch (error) {
    const { name, Code, message, $metadata } = error as {
      name: string;
      Code?: string;
      message: string;
      $metadata?: { httpStatusCode?: number };
    };
    if ($metadata === undefined) throw error;
    watchOutput("a service's refusal", `${name} ${message}`);
    return { code: Code ?? name, status: $metadata.httpStatusCode ?? 0, message };
  }
  throw new Error("the call was allowed, but had to be refused");
}
