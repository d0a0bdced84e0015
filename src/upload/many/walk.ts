import type { Dirent, Stats } from "node:fs";
import { sep } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Disk } from "./disk.ts";

/** What a walk comes upon. */
export interface Found {
  /**
   * `file`: a regular file, or a link to one. `special`: a pipe, a socket or a device. `loop`: a link to a folder that it is
   * in itself. `link`: one that was not to be followed. `unnamed`: the name is not UTF-8. `unreadable`: it cannot be
   * looked at.
   */
  readonly kind: "file" | "special" | "loop" | "link" | "unnamed" | "unreadable";
  readonly path: string;
  /** The path below the folder that was walked, divided by slashes; not faithful where it is `unnamed`. */
  readonly name: string;
  /** 0 for all but files. */
  readonly sizeBytes: number;
  /** Why it cannot be looked at. */
  readonly error?: unknown;
}

/** How folders are walked. */
export interface WalkSettings {
  readonly disk: Disk;
  readonly followsLinks: boolean;
}

/** A folder that is being walked. The names are as bytes, in order; all but those of files end in a mark. */
interface OpenFolder {
  readonly path: string;
  /** With its slash at the end; empty for the one where the walk began. */
  readonly name: string;
  /** Device and number of this folder and of all that it is in. */
  readonly ids: readonly string[];
  readonly entries: readonly string[];
  next: number;
}

/** A slash sorts a folder where the keys of its files belong; no name holds one, nor a zero. */
const MARKS = { folder: "/", special: "\0s", link: "\0l", dangling: "\0d" } as const;

/** So much is found in one go, between which others have their turn. */
const RUN = 32;

/** So many entries are read before others have their turn. */
const TURN_ENTRIES = 1_024;

/** A folder that is to be gone into. */
type FolderAhead = Pick<OpenFolder, "path" | "name" | "ids">;

/**
 * Walks a folder in the order of S3's keys: by the bytes of the names. Of the files nothing is held in memory but the names
 * in the folder at hand and in those that it is in.
 *
 * @returns Some at a time: to hand over one alone takes longer than to find it.
 */
export async function* walk(path: string, settings: WalkSettings): AsyncGenerator<readonly Found[]> {
  const folders: OpenFolder[] = [];
  let run: Found[] = [];
  const enter = async (folder: FolderAhead): Promise<void> => {
    const opened = await openFolder(folder, settings);
    if ("kind" in opened) run.push(opened);
    else folders.push(opened);
  };
  await enter({ path, name: "", ids: [] });
  for (let folder = folders.at(-1); folder !== undefined; folder = folders.at(-1)) {
    const entry = folder.entries[folder.next];
    folder.next += 1;
    if (entry === undefined) {
      folders.pop();
      continue;
    }
    const looked = look(folder, entry, settings);
    const found = looked instanceof Promise ? await looked : looked;
    if ("kind" in found) run.push(found);
    else await enter(found);
    if (run.length < RUN) continue;
    yield run;
    run = [];
  }
  if (run.length > 0) yield run;
}

/** Reads the names in a folder, with marks for what they are of. */
async function openFolder({ path, name, ids }: FolderAhead, settings: WalkSettings): Promise<OpenFolder | Found> {
  const found = { path, name, sizeBytes: 0 };
  try {
    const { dev, ino } = await settings.disk.stat(path);
    const id = `${dev}:${ino}`;
    if (ids.includes(id)) return { ...found, kind: "loop" };
    const entries = await readEntries(path, settings);
    // The default order is that of the units, which are the bytes here.
    return { path, name, ids: [...ids, id], entries: entries.sort(), next: 0 };
  } catch (error) {
    return { ...found, kind: "unreadable", error };
  }
}

async function readEntries(path: string, settings: WalkSettings): Promise<string[]> {
  const { disk } = settings;
  const names: string[] = [];
  const folder = await disk.openFolder(path);
  try {
    for (let entries = await disk.entries(folder); entries.length > 0; entries = await disk.entries(folder)) {
      for (const entry of entries) {
        const name = (entry.name as unknown as Buffer).toString("latin1");
        const mark = entry.isFile() ? "" : await markOf(entry, { path: below(path, name), settings });
        names.push(name + mark);
      }
      // Folders of a million entries are read at once, too.
      if (names.length % TURN_ENTRIES === 0) await nextTurn();
    }
    return names;
  } finally {
    folder.closeSync();
  }
}

/** The mark of what is no file itself. */
async function markOf(
  entry: Dirent,
  { path, settings }: { readonly path: string; readonly settings: WalkSettings },
): Promise<string> {
  if (entry.isDirectory()) return MARKS.folder;
  if (!entry.isSymbolicLink()) return MARKS.special;
  if (!settings.followsLinks) return MARKS.link;
  try {
    const stats = await settings.disk.stat(path);
    return stats.isFile() ? "" : stats.isDirectory() ? MARKS.folder : MARKS.special;
  } catch {
    return MARKS.dangling;
  }
}

/** Looks at what an entry stands for; a folder is given as it is to be entered. */
function look(
  folder: OpenFolder,
  entry: string,
  { disk }: WalkSettings,
): Found | FolderAhead | Promise<Found | FolderAhead> {
  const { bytes, mark } = divided(entry);
  const text = textOf(bytes);
  const path = `${folder.path.endsWith(sep) ? folder.path : folder.path + sep}${text.name}`;
  const name = `${folder.name}${text.name}`;
  if (!text.isWhole) return { kind: "unnamed", path, name, sizeBytes: 0 };
  if (mark === MARKS.special) return { kind: "special", path, name, sizeBytes: 0 };
  if (mark === MARKS.link) return { kind: "link", path, name, sizeBytes: 0 };
  if (mark === MARKS.folder) return { path, name: `${name}/`, ids: folder.ids };
  const measured = ({ size }: Stats): Found => ({ kind: "file", path, name, sizeBytes: size });
  const failed = (error: unknown): Found => ({ kind: "unreadable", path, name, sizeBytes: 0, error });
  try {
    const stats = disk.stat(path);
    return stats instanceof Promise ? stats.then(measured, failed) : measured(stats);
  } catch (error) {
    return failed(error);
  }
}

/** A name and its mark. */
function divided(entry: string): { readonly bytes: string; readonly mark: string } {
  if (entry.endsWith(MARKS.folder)) return { bytes: entry.slice(0, -1), mark: MARKS.folder };
  const end = entry.indexOf("\0");
  return end < 0 ? { bytes: entry, mark: "" } : { bytes: entry.slice(0, end), mark: entry.slice(end) };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a name's bytes, and whether it is all that they say. */
function textOf(bytes: string): { readonly name: string; readonly isWhole: boolean } {
  if (/^[\0-\x7f]*$/.test(bytes)) return { name: bytes, isWhole: true };
  const buffer = Buffer.from(bytes, "latin1");
  try {
    return { name: decoder.decode(buffer), isWhole: true };
  } catch {
    return { name: buffer.toString(), isWhole: false };
  }
}

function below(path: string, bytes: string): string {
  return `${path}${sep}${Buffer.from(bytes, "latin1").toString()}`;
}
