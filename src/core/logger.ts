/** Facts of a log line. INVARIANT: never a secret. */
export type LogFacts = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where a part of Keylease reports what it does. */
export interface Logger {
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
}

/** A logger that says nothing: the default of every library function. */
export const silentLogger: Logger = { info: () => {}, warn: () => {} };
