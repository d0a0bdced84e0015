import { once } from "node:events";
import { KeyleaseError } from "../../core/index.ts";
import {
  type BucketDefaults,
  canSandbox,
  type Emulator,
  type EmulatorOptions,
  type InstanceMode,
  startEmulator,
} from "../../emulator/index.ts";
import type { CommandContext } from "../context.ts";
import { emulatorBanner } from "../emulator-banner.ts";
import { leaveRecord } from "../emulator-record.ts";
import { givenImages } from "../given-images.ts";
import { createInstanceImage } from "../instance-image.ts";

import { readOidcKeys } from "../oidc-keys.ts";
import { describeRefusal } from "../refused-request.ts";

/** What `keylease emulator` is told. */
export interface EmulatorInput {
  readonly port: string;
  readonly host: string;
  /** Directory that keeps the state. */
  readonly data?: string;
  /** False with `--no-fsync`. */
  readonly fsync: boolean;
  readonly region?: string;
  readonly account?: readonly string[];
  /** `ISSUER=FILE`, each. */
  readonly oidcKeys?: readonly string[];
  readonly bucketDefaults: BucketDefaults;
  readonly instances: InstanceMode;
  /** `AMI-ID=DIRECTORY`, each. */
  readonly image?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Runs an emulator until the command is stopped. */
export async function run(input: EmulatorInput, context: CommandContext): Promise<undefined> {
  const { environment, entryFile, signal } = context;
  signal.throwIfAborted();
  const images = givenImages(input.image ?? []);
  warnOfRights(input, context);
  const image = input.instances === "none" ? undefined : createInstanceImage(entryFile);
  try {
    const emulator = await startEmulator({
      ...optionsOf(input, context),
      ...(input.oidcKeys === undefined ? {} : { oidcKeySets: await readOidcKeys(input.oidcKeys) }),
      instanceImages: images,
      ...(image === undefined ? {} : { instanceImage: image.image }),
    });
    const { endpoint, controlToken } = emulator;
    // Without the record everything works but `keylease explain` by itself; the banner then shows the token.
    const removeRecord = await leaveRecord({ endpoint, controlToken, pid: process.pid }, environment).catch(
      () => undefined,
    );
    try {
      announce(input, context, { emulator, recorded: removeRecord !== undefined });
      await warnOfInstances(input, context);
      if (!signal.aborted) await once(signal, "abort");
    } finally {
      await removeRecord?.();
      await emulator.close();
    }
  } finally {
    image?.remove();
  }
}

function optionsOf(input: EmulatorInput, { environment, output }: CommandContext): EmulatorOptions {
  const region = input.region ?? (environment.AWS_REGION || undefined);
  return {
    host: input.host,
    port: portOf(input.port),
    bucketDefaults: input.bucketDefaults,
    instanceMode: input.instances,
    fsync: input.fsync,
    ...(input.data === undefined ? {} : { dataDirectory: input.data }),
    ...(region === undefined ? {} : { region }),
    ...(input.account === undefined ? {} : { accountIds: input.account }),
    ...(input.quiet
      ? {}
      : {
          onRequest: (record) => {
            const line = describeRefusal(record);
            if (line !== undefined) output.note(line);
          },
        }),
  };
}

function announce(
  input: EmulatorInput,
  { output }: CommandContext,
  { emulator, recorded }: { readonly emulator: Emulator; readonly recorded: boolean },
): void {
  if (input.json) {
    const { endpoint, region, accounts, controlToken } = emulator;
    output.json({ endpoint, region, accounts, controlToken, pid: process.pid });
    return;
  }
  output.line(emulatorBanner(emulator, { dataDirectory: input.data, showToken: !recorded }));
}

/** Said before anything can run. */
function warnOfRights({ instances }: EmulatorInput, { output }: CommandContext): void {
  if (instances !== "process") return;
  output.note(
    "User data of instances runs as a plain process with your rights: it can read and change all that you can. Deploy only templates that you trust.",
  );
}

/** Better told now than when a stack has been deployed and its instance does nothing. */
async function warnOfInstances(input: EmulatorInput, { output }: CommandContext): Promise<void> {
  if (input.quiet || input.instances !== "bubblewrap" || (await canSandbox())) return;
  output.note(
    "bubblewrap cannot be used here, so instances will not run their user data; --instances process runs it with your rights.",
  );
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not a port`, {
    hint: "Give a number from 0 to 65535; 0 takes a free port.",
  });
}
