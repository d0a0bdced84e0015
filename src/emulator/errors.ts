import { KeyleaseError } from "../core/index.ts";

/** The emulator could not start: the port is taken, the directory is not usable, an option has an impossible value. */
export class EmulatorStartError extends KeyleaseError {
  override readonly name = "EmulatorStartError";

  constructor(message: string, hint: string, cause?: unknown) {
    super("EmulatorStartFailed", message, { hint, cause });
  }
}
