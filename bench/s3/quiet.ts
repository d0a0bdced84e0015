import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const LOOK_MILLISECONDS = 250;
/** Servers that keep house all the time, as Ceph's do, leave the machine as idle as this. */
const QUIET_SHARE = 0.85;
/** A machine that others use does not become quiet. */
const MOST_LOOKS = 60;

/**
 * Waits until the servers are done with what came before: until what they left to the system's cache is on the disk, and the
 * processors are idle. Else one server's clearing up, and what it has not flushed, is measured with the next one.
 */
export async function untilQuiet(): Promise<void> {
  if (process.platform !== "win32") await promisify(execFile)("sync");
  let before = ticks();
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    await pause(LOOK_MILLISECONDS);
    const now = ticks();
    if ((now.idle - before.idle) / (now.all - before.all) >= QUIET_SHARE) return;
    before = now;
  }
}

/** What all processors together have counted so far. */
function ticks(): { readonly idle: number; readonly all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}
