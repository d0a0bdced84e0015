import { readFileSync } from "node:fs";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { KeyleaseError } from "../../core/index.ts";

/**
 * Takes a lock that ends with the process that holds it: a file that names the process.
 *
 * @returns What gives it back; `undefined` where a running process has it.
 */
export async function takeLock(path: string): Promise<(() => Promise<void>) | undefined> {
  // The state may lie on a disk that several machines share, and process ids mean nothing on another one.
  const holder = `${process.pid} ${hostname()} ${startOf(process.pid)}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await createFile(path, holder)) return () => rm(path, { force: true });
    const found = await readFile(path, "utf8").catch(() => undefined);
    if (found === undefined) continue;
    if (isHeld(found)) return undefined;
    if (!(await removeStale(path, found))) return undefined;
  }
  return undefined;
}

/** Whether a running process holds a lock, as far as this machine can tell. */
export async function isLocked(path: string): Promise<boolean> {
  const found = await readFile(path, "utf8").catch(() => undefined);
  return found !== undefined && isHeld(found);
}

async function createFile(path: string, holder: string): Promise<boolean> {
  // Written whole before it has its name: nobody ever reads half a lock.
  const fresh = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await writeFile(fresh, holder, { mode: 0o600, flag: "wx" });
    await link(fresh, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw stateUnwritable(path, error);
  } finally {
    await rm(fresh, { force: true });
  }
}

function isHeld(text: string): boolean {
  const [pid = "", host, start] = text.split(" ");
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // It runs, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return start === startOf(Number(pid));
}

/** When a process began, where the system tells: in a container the same ids come back with every start. */
function startOf(pid: number): string {
  try {
    // At once: there is no disk behind it.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program comes before, in parentheses, and may hold anything.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** Moves the lock of a dead process away. Another process may have done so first, and hold the lock that was moved. */
async function removeStale(path: string, expected: string): Promise<boolean> {
  const moved = `${path}.stale.${process.pid}`;
  try {
    await rename(path, moved);
  } catch {
    return true;
  }
  const isStale = (await readFile(moved, "utf8").catch(() => expected)) === expected;
  if (!isStale) await link(moved, path).catch(() => {});
  await rm(moved, { force: true });
  return isStale;
}

/** The state folder does not take what must be kept. */
export function stateUnwritable(path: string, error: unknown): KeyleaseError {
  const reason = (error as NodeJS.ErrnoException).code ?? "unknown";
  return new KeyleaseError("StateUnwritable", `\`${path}\` cannot be written (${reason})`, {
    hint: "Check who may write there, or choose another folder with XDG_STATE_HOME.",
    cause: error,
  });
}
