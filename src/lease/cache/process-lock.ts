import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** How long a lock is honoured: longer than the calls that it is held for may take. */
const STALE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 25;

/**
 * Runs `work` while no other process that uses the same lock file does. The lock of a process that has ended, or that is
 * older than a minute, is taken over; where two take it over at the same moment both run, which must be harmless.
 *
 * @param isDone Asked while waiting: whether the other has done what `work` is for, so that nothing is left to do.
 * @returns What `work` or `isDone` gave.
 */
export async function withProcessLock<T>(
  path: string,
  {
    isDone,
    work,
    signal,
  }: {
    readonly isDone: () => Promise<T | undefined>;
    readonly work: () => Promise<T>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<T> {
  while (!(await tryTake(path))) {
    await pause(POLL_MILLISECONDS, undefined, signal === undefined ? {} : { signal });
    const done = await isDone();
    if (done !== undefined) return done;
    if (await isStale(path)) await rm(path, { force: true });
  }
  try {
    // Another process may have been done between our last look and our turn.
    return (await isDone()) ?? (await work());
  } finally {
    await rm(path, { force: true });
  }
}

async function tryTake(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, text] = await Promise.all([stat(path), readFile(path, "utf8")]);
    if (Date.now() - mtimeMs > STALE_MILLISECONDS) return true;
    // Empty while its owner is still writing it.
    return /^\d+$/.test(text) && !isRunning(Number(text));
  } catch {
    // It is gone.
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
