import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** How many processes of this machine have this text in their command line: by `/proc`, or by `ps` where there is none. */
export function countProcesses(text: string): number {
  return commandLines().filter((line) => line.includes(text)).length;
}

/** Waits until such a process is there: one that was started may not have become what it is to be. Ten seconds at most. */
export async function waitForProcess(text: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (countProcesses(text) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`there is no process with ${text}`);
}

function commandLines(): readonly string[] {
  if (process.platform !== "linux") return execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(commandLineOf);
}

/** Empty for a process that has ended since, and for a zombie. */
function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
