import { homedir } from "node:os";
import { join } from "node:path";

/** Where Keylease keeps what should outlive a process and is no setting: the XDG state folder. */
export function stateFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const base = environment.XDG_STATE_HOME || join(environment.HOME || homedir(), ".local", "state");
  return join(base, "keylease");
}
