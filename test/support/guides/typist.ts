import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Emulator } from "../../../src/emulator/index.ts";
import { type CliResult, endOf, npxFolder } from "../cli.ts";
import { clientConfig, type SdkCredentials } from "../emulator.ts";
import { watchSecrets } from "../secrets/watch.ts";
import type { Block } from "./pages.ts";

/** Somebody who types a page's blocks into a shell, in a folder of their own. */
export interface Typist {
  readonly folder: string;
  /** Types a block or a command. What it assigns to variables stays for the next one. */
  type(text: string): Promise<CliResult>;
  /** Types it into a shell of its own, with these variables besides: it knows nothing of the others, and leaves nothing. */
  typeElsewhere(text: string, env: Readonly<Record<string, string>>): Promise<CliResult>;
  /** Types what stands behind each `$` of a console block, and gives what the terminal shows, without empty last lines. */
  show(
    block: Block,
  ): Promise<readonly { readonly command: string; readonly shown: string; readonly printed: string }[]>;
  /** Writes a block that is a file. */
  save(block: Block): void;
  leave(): void;
}

// A page is typed where a person has the standard programs; a machine that has only Node cannot follow it.
export const isTypeable: boolean = spawnSync("sh", ["-c", "command -v env cat mkdir tar head sleep"]).status === 0;

/** Variables of AWS's own for somebody who uses an emulator; for root unless told otherwise. */
export function variablesOf(emulator: Emulator, credentials?: SdkCredentials): Record<string, string> {
  const config = clientConfig(emulator, credentials);
  return {
    AWS_ENDPOINT_URL: config.endpoint,
    AWS_REGION: config.region,
    AWS_ACCESS_KEY_ID: config.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: config.credentials.secretAccessKey,
  };
}

/** A typist with these variables and nothing else of this process's, for whom `npx keylease` is the CLI as it stands. */
export async function startTyping(
  env: Readonly<Record<string, string>>,
  folder: string = mkdtempSync(join(tmpdir(), "keylease-page-")),
): Promise<Typist> {
  const npx = await npxFolder();
  // What is not on every machine: in the AWS CLI's place is AWS's SDK, with its own chain of credentials.
  const aws = join(import.meta.dirname, "aws.mjs");
  symlinkSync(join(import.meta.dirname, "docker.sh"), join(npx.path, "docker"));
  writeFileSync(join(npx.path, "aws"), `#!/bin/sh\nexec '${process.execPath}' '${aws}' "$@"\n`, { mode: 0o755 });
  symlinkSync(process.execPath, join(npx.path, "node"));
  const variables = join(npx.path, "variables");
  writeFileSync(variables, "");
  const surroundings = {
    PATH: `${npx.path}:${process.env.PATH}`,
    HOME: folder,
    XDG_STATE_HOME: join(folder, ".state"),
    AWS_CONFIG_FILE: join(folder, ".aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, ".aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    ...env,
  };
  watchSecrets(env.AWS_SECRET_ACCESS_KEY, env.KEYLEASE_CONTROL_TOKEN);
  const typeElsewhere: Typist["typeElsewhere"] = (text, more) =>
    endOf(spawn("sh", ["-ec", text], { cwd: folder, env: { ...surroundings, ...more } }));
  const type: Typist["type"] = (text) =>
    typeElsewhere(`set -a\n. '${variables}'\n${text}\nexport -p > '${variables}'\n`, {});
  return {
    folder,
    type,
    typeElsewhere,
    show: async ({ text }) => {
      const seen: { command: string; shown: string; printed: string }[] = [];
      for (const [, command = "", shown = ""] of text.matchAll(/^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)/gm)) {
        // A terminal shows standard output and standard error in one.
        const { stdout } = await type(`exec 2>&1\n${command.trimEnd()} || true`);
        seen.push({ command, shown, printed: `${stdout.trimEnd()}\n` });
      }
      return seen;
    },
    save: ({ file, line, text }) => {
      if (file === undefined) throw new Error(`the block at line ${line} has no name of a file above it`);
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    leave: () => {
      npx.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A pattern for what a page shows, in which `…` stands for anything within a line, and alone on a line for lines. */
export function patternOf(shown: string): RegExp {
  const escaped = shown.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^…\n/gm, "(?:.*\\n)*").replaceAll("…", ".*")}$`);
}
