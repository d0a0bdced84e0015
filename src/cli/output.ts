/**
 * Where a command writes. What the command is for goes to standard output; all that accompanies it (progress, notes,
 * errors) goes to standard error, so that the result can be piped.
 */
export interface Output {
  /** Whether standard output shows colours. */
  readonly colour: boolean;
  /** Whether standard error shows colours. */
  readonly noteColour: boolean;
  /** Whether standard error is a terminal, on which a line may be written over. */
  readonly interactive: boolean;
  /** Size of the terminal that standard error is; 80 by 24 where it does not tell. */
  terminalSize(): { readonly columns: number; readonly rows: number };
  /** Writes a line of the result. */
  line(text: string): void;
  /** Writes the result as one line of JSON. */
  json(value: unknown): void;
  /** Writes a line that accompanies the result. */
  note(text: string): void;
  /**
   * Writes passing lines in the place of those before; nothing where it is not a terminal. `""` wipes them away. None may
   * be wider than the terminal.
   */
  status(text: string): void;
}

/** What {@link createOutput} writes to. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** The output of a command on two streams. Colours keep to NO_COLOR and FORCE_COLOR. */
export function createOutput(
  stdout: OutputStream,
  stderr: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Output {
  const interactive = stderr.isTTY === true && environment.TERM !== "dumb";
  let passingLines = 0;
  const wipe = (): void => {
    if (passingLines > 0) stderr.write(`\r\u001b[2K${"\u001b[1A\u001b[2K".repeat(passingLines - 1)}`);
    passingLines = 0;
  };
  return {
    colour: wantsColour(stdout, environment),
    noteColour: wantsColour(stderr, environment),
    interactive,
    terminalSize: () => ({ columns: stderr.columns ?? 80, rows: stderr.rows ?? 24 }),
    line: (text) => {
      wipe();
      stdout.write(`${text}\n`);
    },
    json: (value) => {
      wipe();
      stdout.write(`${JSON.stringify(value)}\n`);
    },
    note: (text) => {
      wipe();
      stderr.write(`${text}\n`);
    },
    status: (text) => {
      if (!interactive) return;
      wipe();
      stderr.write(text);
      passingLines = text === "" ? 0 : text.split("\n").length;
    },
  };
}

function wantsColour(stream: OutputStream, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== "0";
  return stream.isTTY === true && environment.TERM !== "dumb";
}
