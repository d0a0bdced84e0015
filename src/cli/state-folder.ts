import { homedir } from "node:os";
import { join } from "node:path";

/** The folder in which Keylease keeps what outlives a command: below XDG_STATE_HOME, else below ~/.local/state. */
export function stateFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const base = environment.XDG_STATE_HOME || join(environment.HOME || homedir(), ".local", "state");
  return join(base, "keylease");
}

/** The folder of the journals of unfinished uploads. */
export function uploadsFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return join(stateFolder(environment), "uploads");
}
