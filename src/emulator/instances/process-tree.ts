import { readdir, readFile } from "node:fs/promises";

/** A process that forks all the time is caught after some rounds; more would not help against one that means harm. */
const MAX_ROUNDS = 20;

/** Kills every process of a group, if any is left. */
export function killProcessGroup(groupId: number): void {
  try {
    process.kill(-groupId, "SIGKILL");
  } catch {
    // Nobody is left in the group.
  }
}

/**
 * Kills the processes that were started with this variable in their environment: those that have left their process
 * group, as daemons do. Works where /proc tells environments (Linux); elsewhere it finds none.
 *
 * @param variable `NAME=value`, with a value that nobody else has.
 */
export async function killProcessesWith(variable: string): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = await processesWith(variable);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  }
}

async function processesWith(variable: string): Promise<readonly number[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const hits = await Promise.all(pids.map(async (pid) => ((await environmentOf(pid)).includes(variable) ? [pid] : [])));
  return hits.flat();
}

/** Empty for processes that have ended or belong to others. */
async function environmentOf(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
  return text.split("\0");
}
