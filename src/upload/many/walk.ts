import { type Dirent, opendir } from "node:fs";
import { sep } from "node:path";
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

/** So many entries are read at a time. */
const READ_ENTRIES = 1_024;

/**
 * Walks a folder in the order of S3's keys: by the bytes of the names. Of the files nothing is held in memory but the names
 * in the folder at hand and in those that it is in.
 */
export async function* walk(path: string, settings: WalkSettings): AsyncGenerator<Found> {
  const folders: OpenFolder[] = [];
  const enter = async (folder: Pick<OpenFolder, "path" | "name" | "ids">): Promise<Found | undefined> => {
    const opened = await openFolder(folder, settings);
    if ("kind" in opened) return opened;
    folders.push(opened);
    return undefined;
  };
  const refused = await enter({ path, name: "", ids: [] });
  if (refused !== undefined) yield refused;
  for (let folder = folders.at(-1); folder !== undefined; folder = folders.at(-1)) {
    const entry = folder.entries[folder.next];
    folder.next += 1;
    if (entry === undefined) {
      folders.pop();
      continue;
    }
    const found = await look(folder, entry, settings);
    if ("kind" in found) {
      yield found;
      continue;
    }
    const failed = await enter(found);
    if (failed !== undefined) yield failed;
  }
}

/** Reads the names in a folder, with marks for what they are of. */
async function openFolder(
  { path, name, ids }: Pick<OpenFolder, "path" | "name" | "ids">,
  settings: WalkSettings,
): Promise<OpenFolder | Found> {
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
  const entries: string[] = [];
  const folder = await new Promise<AsyncIterable<Dirent>>((resolve, reject) => {
    // As bytes: text would lose what is not UTF-8.
    const options = { encoding: "buffer" as BufferEncoding, bufferSize: READ_ENTRIES };
    opendir(path, options, (error, opened) => (error === null ? resolve(opened) : reject(error)));
  });
  for await (const entry of folder) {
    const name = (entry.name as unknown as Buffer).toString("latin1");
    entries.push(name + (await markOf(entry, { path: below(path, name), settings })));
  }
  return entries;
}

async function markOf(
  entry: Dirent,
  { path, settings }: { readonly path: string; readonly settings: WalkSettings },
): Promise<string> {
  if (entry.isFile()) return "";
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
async function look(
  folder: OpenFolder,
  entry: string,
  { disk }: WalkSettings,
): Promise<Found | Pick<OpenFolder, "path" | "name" | "ids">> {
  const [, bytes = "", mark = ""] = /^([^\0/]*)(.*)$/s.exec(entry) ?? [];
  const text = textOf(bytes);
  const path = `${folder.path.endsWith(sep) ? folder.path : folder.path + sep}${text.name}`;
  const found = { path, name: `${folder.name}${text.name}`, sizeBytes: 0 };
  if (!text.isWhole) return { ...found, kind: "unnamed" };
  if (mark === MARKS.special) return { ...found, kind: "special" };
  if (mark === MARKS.link) return { ...found, kind: "link" };
  if (mark === MARKS.folder) return { path, name: `${found.name}/`, ids: folder.ids };
  try {
    const { size } = await disk.stat(path);
    return { ...found, kind: "file", sizeBytes: size };
  } catch (error) {
    return { ...found, kind: "unreadable", error };
  }
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
