import type { Readable } from "node:stream";
import type { Output } from "./output.ts";

/** What a command reaches besides its input. */
export interface CommandContext {
  readonly output: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The file that this program was started from: what another process is started with. */
  readonly entryFile: string;
  /** All of standard input as text, at most 1 MiB. */
  readonly readInput: () => Promise<string>;
  /** Standard input as it comes. */
  readonly inputStream: () => Readable;
  /** Aborted when the person, or the system, wants the command to stop. */
  readonly signal: AbortSignal;
  /**
   * From now on signals are given to `handle` alone, and no longer abort {@link signal}: for a command that lives as long
   * as one that it runs.
   */
  readonly takeSignals: (handle: (signal: NodeJS.Signals) => void) => void;
}

/**
 * Runs one command. It writes its result and resolves, or throws: a `KeyleaseError` is told in two sentences and
 * decides the exit code. `commands/<verb>.ts` exports one such function, `run`, with its input type.
 *
 * @returns The exit code where it is not 0.
 */
export type RunCommand<Input> = (input: Input, context: CommandContext) => Promise<number | undefined>;

/**
 * Starts a command: loads its module, which no other command needs, and runs it.
 */
export type StartCommand = <Input>(
  load: () => Promise<{ readonly run: RunCommand<Input> }>,
  input: Input,
) => Promise<void>;
