/** What a run is asked for. */
export interface RunOptions {
  /** How often everything is measured; tables show medians. One more round warms up. */
  readonly rounds: number;
  /** Whether only the emulator is measured, without the others. */
  readonly alone: boolean;
}

/** One thing that is measured, with a table of its own. */
export interface Part {
  /** As it is asked for on the command line. */
  readonly name: string;
  readonly about: string;
  /** Measures, and prints the table. */
  run(options: RunOptions): Promise<void>;
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
