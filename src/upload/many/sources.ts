import { stat } from "node:fs/promises";
import { basename, resolve, sep } from "node:path";
import { KeyleaseError } from "../../core/index.ts";
import { checkObjectKey } from "../../lease/index.ts";
import { unreadable } from "../source-file.ts";
import type { Disk } from "./disk.ts";
import type { FileFailed, FileSkipped } from "./outcome.ts";
import { type Found, walk } from "./walk.ts";

/** What is to be uploaded: the path of a file or of a folder, or a file with the key that it is to have. */
export type UploadSource = string | { readonly file: string; readonly key: string };

/** A file that is to be sent. */
export interface Job {
  readonly file: string;
  readonly key: string;
  /** As it was when the file was found. */
  readonly sizeBytes: number;
  /** Whether it was named by itself, and not found in a folder. */
  readonly isNamed: boolean;
}

/** A file that was named, with its key. */
export interface NamedFile extends Job {
  readonly kind: "file";
  /** What filters look at. */
  readonly name: string;
}

/** What the sources come to, in their order. */
export type Root =
  | NamedFile
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "unreadable"; readonly failure: FileFailed };

/**
 * Looks at what was named: which of it are files, and which folders. Folders are not looked into.
 *
 * @param prefix What all keys begin with, but those that were given.
 * @throws KeyleaseError `ArgumentInvalid` where two files come to one key.
 */
export async function rootsOf(sources: readonly UploadSource[], prefix: string): Promise<readonly Root[]> {
  const roots: Root[] = [];
  const files = new Map<string, string>();
  for (const source of sources) {
    const root = await rootOf(source, prefix);
    roots.push(root);
    if (root.kind !== "file") continue;
    const other = files.get(root.key);
    if (other !== undefined) throw collision(root, other);
    files.set(root.key, root.file);
  }
  return roots;
}

async function rootOf(source: UploadSource, prefix: string): Promise<Root> {
  const path = typeof source === "string" ? source : source.file;
  // By way of the whole path: `.` and `..` are names of folders elsewhere.
  const name = basename(resolve(path));
  const key = typeof source === "string" ? `${prefix}${name}` : source.key;
  try {
    const stats = await stat(path);
    if (stats.isDirectory() && typeof source === "string") return { kind: "folder", path };
    return { kind: "file", file: path, key, name, sizeBytes: stats.size, isNamed: true };
  } catch (error) {
    return { kind: "unreadable", failure: { outcome: "failed", file: path, key, error: unreadable(path, error) } };
  }
}

/** What is found of the sources. */
export type Finding = Job | FileSkipped | FileFailed;

/** How sources are gone through. */
export interface JobSettings {
  readonly disk: Disk;
  readonly prefix: string;
  readonly followsLinks: boolean;
  /** Whether a file is in, by its name below its source. */
  readonly isIn: (name: string) => boolean;
}

/**
 * Finds all files of the sources, in their order and within a folder in that of the keys. Whatever a file is called, its key
 * begins with the prefix.
 *
 * @returns Some at a time, as they are walked.
 */
export async function* findJobs(roots: readonly Root[], settings: JobSettings): AsyncGenerator<readonly Finding[]> {
  const named = new Map(roots.flatMap((root) => (root.kind === "file" ? [[root.key, root.file] as const] : [])));
  const earlier: string[] = [];
  for (const root of roots) {
    if (root.kind === "unreadable") yield [root.failure];
    else if (root.kind === "file") {
      if (settings.isIn(root.name)) yield [checked(root)];
    } else {
      for await (const run of walk(root.path, settings)) {
        const findings: Finding[] = [];
        for (const found of run) {
          // A folder that fails is told by its own name, which ends in a slash and which filters do not know.
          if (!settings.isIn(found.name)) continue;
          const finding = findingOf(found, settings.prefix);
          const isAlone = "outcome" in finding || (named.size === 0 && earlier.length === 0);
          findings.push(isAlone ? finding : await unlessTaken(finding, found.name, { named, earlier }));
        }
        yield findings;
      }
      earlier.push(root.path);
    }
  }
}

function checked(job: Job): Finding {
  const { file, key, sizeBytes, isNamed } = job;
  try {
    checkObjectKey(key);
    return { file, key, sizeBytes, isNamed };
  } catch (error) {
    return { outcome: "failed", file, key, error: error as KeyleaseError };
  }
}

function findingOf({ kind, path, name, sizeBytes, error }: Found, prefix: string): Finding {
  const key = `${prefix}${name}`;
  switch (kind) {
    case "file":
      return checked({ file: path, key, sizeBytes, isNamed: false });
    case "unreadable":
      return { outcome: "failed", file: path, key, error: unreadable(path, error) };
    case "unnamed":
      return { outcome: "failed", file: path, error: notUtf8(path) };
    default:
      return { outcome: "skipped", file: path, key, reason: kind, sizeBytes: 0 };
  }
}

/** Of two files that come to one key the first is sent. Which keys the folders before had is asked of them again. */
async function unlessTaken(
  job: Job,
  name: string,
  { named, earlier }: { readonly named: ReadonlyMap<string, string>; readonly earlier: readonly string[] },
): Promise<Finding> {
  const { file, key } = job;
  const other = named.get(key);
  if (other !== undefined) return { outcome: "failed", file, key, error: collision(job, other) };
  for (const folder of earlier) {
    const path = `${folder}${sep}${name}`;
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile()) return { outcome: "failed", file, key, error: collision(job, path) };
  }
  return job;
}

function collision({ file, key }: Job, other: string): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", `\`${other}\` and \`${file}\` both come to the key \`${key}\``, {
    hint: "Upload one of them to another prefix, or rename it.",
  });
}

function notUtf8(path: string): KeyleaseError {
  return new KeyleaseError("KeyInvalid", `the name of \`${path}\` is not UTF-8, which a key must be`, {
    hint: "Rename it; as it is no object can have its name.",
  });
}
