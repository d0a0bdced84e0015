import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writePrivateFile } from "./private-file.ts";
import { stateFolder } from "./state-folder.ts";

/** What an emulator leaves for the person who started it, so that `keylease explain` needs no settings. */
export interface EmulatorRecord {
  readonly endpoint: string;
  readonly controlToken: string;
  readonly pid: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Leaves a record, readable by its owner alone; gives what removes it again. */
export async function leaveRecord(record: EmulatorRecord, environment: Environment): Promise<() => Promise<void>> {
  const folder = stateFolder(environment);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `emulator-${new URL(record.endpoint).port}.json`);
  await writePrivateFile(path, `${JSON.stringify(record)}\n`);
  return async () => {
    // Another emulator may have taken the port, and the file, in the meantime.
    if ((await readRecord(path))?.pid === record.pid) await rm(path, { force: true });
  };
}

/** The records of emulators that are running. */
export async function findRecords(environment: Environment): Promise<readonly EmulatorRecord[]> {
  const folder = stateFolder(environment);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /^emulator-\d+\.json$/.test(name)).map((name) => join(folder, name));
  const records = await Promise.all(files.map(readRecord));
  return records.filter((record) => record !== undefined).filter(({ pid }) => isRunning(pid));
}

/** Whether two addresses are of one emulator. */
export function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

/** A record that cannot be read is as good as none: the emulator may be about to end. */
async function readRecord(path: string): Promise<EmulatorRecord | undefined> {
  try {
    const { endpoint, controlToken, pid } = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    if (typeof endpoint !== "string" || typeof controlToken !== "string" || typeof pid !== "number") return undefined;
    return { endpoint, controlToken, pid };
  } catch {
    return undefined;
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
