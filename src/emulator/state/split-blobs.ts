import { Readable } from "node:stream";
import { ALPHABETS, type Random, randomText } from "../../core/index.ts";
import type { BlobFiles, BlobSink } from "./blob-files.ts";
import {
  type BlobPiece,
  type BlobRef,
  type BlobStore,
  type ByteRange,
  SMALL_BLOB_BYTES,
  type StagedBlob,
} from "./blobs.ts";
import { HeldNames } from "./held-names.ts";
import { settings } from "./settings.ts";
import { asStorageError } from "./storage-full.ts";
import type { Store, StoreWriter } from "./store.ts";
import type { Stretches } from "./stretches.ts";
import { Table } from "./table.ts";

const INLINE = "inline:";
const FILE = "file:";

/** The bytes of small objects. A table of their own, so that listings, which walk the records, do not read them. */
const inlineBytes = new Table<Uint8Array>("blob-bytes");

/**
 * The files that no record refers to, by name: those that are being written and those that are forgotten. INVARIANT:
 * whatever file is on the disk without a record has a row here, so a start has to look at nothing else.
 */
const orphans = new Table<true>("blob-orphan");

/** The setting that names the group that files are in. Another one is taken when everything is forgotten. */
const GROUP = "blob-group";

/** Bytes of small objects in the store, of large ones in files, of which the store knows which are wanted. */
export class SplitBlobs implements BlobStore {
  readonly #store: Store;
  readonly #files: BlobFiles;
  readonly #random: Random;
  /** Makes names of this opening differ from those of any other; drawn once, as the system's random bytes cost much. */
  readonly #opening: string;
  #serial = 0;
  /** What the ids of the last millisecond begin with. */
  #named = { milliseconds: Number.NaN, start: "" };
  /** Files that no longer belong to anything, to be removed; their rows go after them. */
  #unwanted: string[] = [];
  /** Whatever is being removed, in its order. */
  #removing: Promise<void> = Promise.resolve();
  /** Files that a series of reads has yet to open. */
  readonly #held = new HeldNames();

  private constructor(store: Store, files: BlobFiles, random: Random) {
    this.#store = store;
    this.#files = files;
    this.#random = random;
    this.#opening = randomText(random, 12, ALPHABETS.hex);
  }

  /** Opens the blobs of a store that nobody else has open, and removes what an earlier process left half done. */
  static async open(store: Store, files: BlobFiles, random: Random): Promise<SplitBlobs> {
    const blobs = new SplitBlobs(store, files, random);
    const group = settings.get(store, GROUP);
    if (group === undefined) await store.transaction((writer) => blobs.#newGroup(writer));
    for (const [name] of orphans.rows(store)) blobs.#unwanted.push(name);
    await blobs.#sweep();
    // Where a reset was cut short there may be very many: the start does not wait for them.
    blobs.#remove(() => files.removeOtherGroups(() => blobs.#group()));
    return blobs;
  }

  get stretches(): Stretches {
    return this.#files.stretches;
  }

  async stage(source: AsyncIterable<Uint8Array>): Promise<StagedBlob> {
    const small: Buffer[] = [];
    let sizeBytes = 0;
    let file: StagedFile | undefined;
    try {
      for await (const chunk of source) {
        sizeBytes += chunk.length;
        if (sizeBytes <= SMALL_BLOB_BYTES) {
          // Copied, as the source may use its buffer again.
          small.push(Buffer.from(chunk));
          continue;
        }
        file ??= await this.#createFile(small);
        await file.sink.write(chunk);
      }
      await file?.sink.finish();
    } catch (error) {
      if (file !== undefined) await this.#abandon(file);
      throw asStorageError(error);
    }
    return file === undefined ? this.stageSmall(Buffer.concat(small, sizeBytes)) : this.#stagedFile(file);
  }

  stageSmall(bytes: Uint8Array): StagedBlob {
    if (bytes.length > SMALL_BLOB_BYTES) throw new RangeError(`${bytes.length} bytes are not few`);
    return stagedInline(this.#newId(), bytes);
  }

  read(ref: BlobRef, range?: ByteRange): Readable {
    const small = this.readSmall(ref, range);
    if (small !== undefined) return Readable.from([small], { objectMode: false });
    return this.#files.read(ref.slice(FILE.length), range);
  }

  readSmall(ref: BlobRef, range?: ByteRange): Uint8Array | undefined {
    if (ref.startsWith(FILE)) return undefined;
    const bytes = inlineBytes.get(this.#store, ref.slice(INLINE.length));
    if (bytes === undefined) throw new Error(`object bytes ${ref} are gone`);
    return range === undefined ? bytes : bytes.subarray(range.first, range.last + 1);
  }

  readSeries(pieces: readonly BlobPiece[]): Readable {
    const files = pieces.filter(({ ref }) => ref.startsWith(FILE)).map(({ ref }) => ref.slice(FILE.length));
    const release = this.#held.hold(files);
    // What lies in the store is small, and goes with its row: it is read now.
    const opened = pieces.map(({ ref, range }) => (ref.startsWith(FILE) ? { ref, range } : this.read(ref, range)));
    const stream = Readable.from(this.#series(opened), { objectMode: false });
    const series = Object.assign(stream, { reuse: (chunk: Uint8Array) => this.#files.reuse(chunk) });
    return series.once("close", () => {
      for (const name of release()) this.#removeSoon(name);
    });
  }

  async *#series(pieces: readonly (Readable | { ref: BlobRef; range: ByteRange | undefined })[]): AsyncGenerator {
    for (const piece of pieces) yield* piece instanceof Readable ? piece : this.read(piece.ref, piece.range);
  }

  forget(writer: StoreWriter, ref: BlobRef): void {
    if (ref.startsWith(INLINE)) {
      inlineBytes.remove(writer, ref.slice(INLINE.length));
      return;
    }
    const name = ref.slice(FILE.length);
    orphans.put(writer, [name], true);
    writer.afterCommit(() => this.#removeSoon(name));
  }

  forgetAll(writer: StoreWriter): void {
    for (const table of [inlineBytes, orphans]) table.clear(writer);
    this.#newGroup(writer);
    // The group in use is asked for then: by that time all may have been forgotten once more.
    writer.afterCommit(() => this.#remove(() => this.#files.removeOtherGroups(() => this.#group())));
  }

  async settle(): Promise<void> {
    await this.#removing;
  }

  #group(): string {
    return settings.get(this.#store, GROUP) as string;
  }

  #newGroup(writer: StoreWriter): void {
    settings.put(writer, [GROUP], randomText(this.#random, 8, ALPHABETS.hex));
  }

  /** Later ids come after earlier ones, so that the store adds pages at its end and need not touch all of them. */
  #newId(): string {
    const milliseconds = Date.now();
    // Written once a millisecond: there are many ids in a busy one.
    if (milliseconds !== this.#named.milliseconds) {
      this.#named = { milliseconds, start: milliseconds.toString(16).padStart(12, "0") + this.#opening };
    }
    this.#serial = (this.#serial + 1) >>> 0;
    return this.#named.start + this.#serial.toString(16).padStart(8, "0");
  }

  async #createFile(head: readonly Buffer[]): Promise<StagedFile> {
    const name = `${this.#group()}/${this.#newId()}`;
    // The row is on the disk before the file is: a process that ends in between leaves a row without a file.
    await this.#store.transaction((writer) => orphans.put(writer, [name], true));
    const file = { name, sink: await this.#files.create(name).catch((error: unknown) => this.#fail(name, error)) };
    try {
      for (const chunk of head) await file.sink.write(chunk);
    } catch (error) {
      await this.#abandon(file);
      throw error;
    }
    return file;
  }

  #fail(name: string, error: unknown): never {
    this.#removeSoon(name);
    throw error;
  }

  async #abandon({ name, sink }: StagedFile): Promise<void> {
    await sink.abandon().catch(() => {});
    this.#removeSoon(name);
    await this.settle();
  }

  #stagedFile({ name }: StagedFile): StagedBlob {
    let isKept = false;
    return {
      ref: FILE + name,
      keep: (writer) => {
        if (!name.startsWith(`${settings.get(writer, GROUP)}/`)) throw new Error("everything was forgotten meanwhile");
        orphans.remove(writer, name);
        writer.afterCommit(() => {
          isKept = true;
        });
      },
      discard: async () => {
        if (isKept) return;
        this.#removeSoon(name);
        await this.settle();
      },
    };
  }

  #removeSoon(name: string): void {
    if (this.#held.defer(name)) return;
    this.#unwanted.push(name);
    // One sweep takes all that has gathered until its turn comes.
    if (this.#unwanted.length === 1) this.#remove(() => this.#sweep());
  }

  #remove(work: () => Promise<void>): void {
    // What cannot be removed now is removed at a later start.
    this.#removing = this.#removing.then(work).catch(() => {});
  }

  /** Removes files first and their rows then, so that a file never stands there without either. */
  async #sweep(): Promise<void> {
    const names = this.#unwanted;
    this.#unwanted = [];
    if (names.length === 0) return;
    const outcomes = await Promise.allSettled(names.map((name) => this.#files.remove(name)));
    const gone = names.filter((_, i) => outcomes[i]?.status === "fulfilled");
    await this.#store.transaction((writer) => {
      for (const name of gone) orphans.remove(writer, name);
    });
  }
}

interface StagedFile {
  readonly name: string;
  readonly sink: BlobSink;
}

function stagedInline(id: string, bytes: Uint8Array): StagedBlob {
  return {
    ref: INLINE + id,
    keep: (writer) => inlineBytes.add(writer, [id], bytes),
    discard: async () => {},
  };
}
