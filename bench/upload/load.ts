import { once } from "node:events";
import { createWriteStream, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MIB = 1024 ** 2;

/** What is uploaded in a run. */
export interface Load {
  /** As a table's column names it: `1 GiB`. */
  readonly name: string;
  readonly kind: "file" | "directory";
  /** How many files there are; one where it is a file. */
  readonly files: number;
  readonly bytesEach: number;
  /** Whether the file has no bytes on the disk. Default: it has. */
  readonly sparse?: boolean;
}

/** Less of the same: fewer files, or fewer bytes of a large one. The name says how much. */
export function shareOf(load: Load, share: number): Load {
  if (share === 1) return load;
  const name = `${share} of ${load.name}`;
  if (load.kind === "directory") return { ...load, name, files: Math.max(1, Math.round(load.files * share)) };
  return load.bytesEach < MIB ? load : { ...load, name, bytesEach: Math.round(load.bytesEach * share) };
}

/** Files in one folder of a directory. */
const FILES_EACH = 100;

/** Makes what a load tells of, and gives its path. Reading it takes no disk: it was written a moment ago, or is sparse. */
export async function prepareLoad(load: Load, folder: string): Promise<string> {
  const path = join(folder, load.name.replaceAll(/\W+/g, "-"));
  if (load.kind === "directory") writeTree(path, load);
  else if (load.sparse) {
    writeFileSync(path, "");
    truncateSync(path, load.bytesEach);
  } else await writeLargeFile(path, load.bytesEach);
  return path;
}

/** Folders of 100 files each, two deep. */
function writeTree(path: string, { files, bytesEach }: Load): void {
  for (let number = 0; number < files; number++) {
    const [part, name] = [Math.floor(number / FILES_EACH), `file-${number}.bin`];
    const folder = join(path, `group-${part % 10}`, `part-${part}`);
    if (number % FILES_EACH === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), differing(Buffer.allocUnsafe(bytesEach), number));
  }
}

/** Bytes that differ from file to file, and from place to place. */
function differing(bytes: Buffer, seed: number): Buffer {
  for (let i = 0; i + 4 <= bytes.length; i += 4) bytes.writeUInt32LE(Math.imul(i + seed, 2_654_435_761) >>> 0, i);
  return bytes;
}

async function writeLargeFile(path: string, bytes: number): Promise<void> {
  const chunk = differing(Buffer.allocUnsafe(Math.min(MIB, bytes)), 0);
  const stream = createWriteStream(path);
  for (let written = 0; written < bytes; written += chunk.length) {
    chunk.writeUInt32LE(written / chunk.length);
    if (!stream.write(Buffer.from(chunk.subarray(0, bytes - written)))) await once(stream, "drain");
  }
  await once(stream.end(), "finish");
}
