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
  /** Writes a line of the result. */
  line(text: string): void;
  /** Writes the result as one line of JSON. */
  json(value: unknown): void;
  /** Writes a line that accompanies the result. */
  note(text: string): void;
  /** Writes a passing line in the place of the one before; nothing where it is not a terminal. `""` wipes it away. */
  status(text: string): void;
}

/** What {@link createOutput} writes to. */
export interface OutputStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The output of a command on two streams. Colours keep to NO_COLOR and FORCE_COLOR. */
export function createOutput(
  stdout: OutputStream,
  stderr: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Output {
  const interactive = stderr.isTTY === true && environment.TERM !== "dumb";
  let passing = false;
  const wipe = (): void => {
    if (passing) stderr.write("\r\u001b[2K");
    passing = false;
  };
  return {
    colour: wantsColour(stdout, environment),
    noteColour: wantsColour(stderr, environment),
    interactive,
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
      passing = text !== "";
    },
  };
}

function wantsColour(stream: OutputStream, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== "0";
  return stream.isTTY === true && environment.TERM !== "dumb";
}
