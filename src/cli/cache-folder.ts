import { homedir } from "node:os";
import { join } from "node:path";

/** Where this person's programs keep what can be made anew, by the rules of the system; Keylease's part of it. */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  return join(environment.XDG_CACHE_HOME || systemFolder(environment, platform), "keylease");
}

function systemFolder(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  const home = environment.HOME || homedir();
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32") return environment.LOCALAPPDATA || join(home, "AppData", "Local");
  return join(home, ".cache");
}
