import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CliResult, endOf, firstLineOf, startCli } from "../support/cli.ts";
import type { SignalTarget } from "../support/signals.ts";

/** What `keylease emulator --json` prints. */
export interface EmulatorLine {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly { accountId: string; accessKeyId: string; secretAccessKey: string }[];
  readonly controlToken: string;
  readonly pid: number;
}

/** An emulator in a process of its own. */
export interface EmulatorProcess {
  readonly line: EmulatorLine;
  readonly child: ChildProcessWithoutNullStreams;
  /** The folder that it leaves its record below. */
  readonly stateHome: string;
  /** Where it is, for AWS's SDK as root. */
  readonly target: SignalTarget;
  /** Variables for commands that are to use it as root. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends it by a signal; gives how it ended with all that it wrote. */
  end(signal?: NodeJS.Signals): Promise<CliResult>;
  /** Ends it, and clears away what it left. */
  stop(): Promise<CliResult>;
}

/** Starts `keylease emulator --json` on a free port, without instances unless told otherwise. */
export async function startEmulatorProcess(...args: readonly string[]): Promise<EmulatorProcess> {
  const stateHome = mkdtempSync(join(tmpdir(), "keylease-state-"));
  const child = await startCli(["emulator", "--port", "0", "--json", "--instances", "none", ...args], {
    env: { XDG_STATE_HOME: stateHome },
  });
  const ended = endOf(child);
  const line = JSON.parse(await firstLineOf(child)) as EmulatorLine;
  const [root] = line.accounts;
  const end = (signal: NodeJS.Signals = "SIGTERM"): Promise<CliResult> => {
    child.kill(signal);
    return ended;
  };
  return {
    line,
    child,
    stateHome,
    target: {
      endpoint: line.endpoint,
      region: line.region,
      credentials: { accessKeyId: root?.accessKeyId ?? "", secretAccessKey: root?.secretAccessKey ?? "" },
    },
    env: {
      XDG_STATE_HOME: stateHome,
      AWS_ENDPOINT_URL: line.endpoint,
      AWS_REGION: line.region,
      AWS_ACCESS_KEY_ID: root?.accessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: root?.secretAccessKey ?? "",
    },
    end,
    stop: async () => {
      const result = await end();
      rmSync(stateHome, { recursive: true, force: true });
      return result;
    },
  };
}
