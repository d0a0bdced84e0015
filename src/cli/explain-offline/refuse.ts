import { KeyleaseError } from "../../core/index.ts";

/** Refuses a value of the command line. The hint says what to give instead. */
export function refuse(message: string, hint: string): never {
  throw new KeyleaseError("ArgumentInvalid", message, { hint });
}
