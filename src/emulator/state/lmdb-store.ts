import { ABORT, open, type RootDatabase } from "lmdb";
import { assertKey } from "./memory-store.ts";
import { asStorageError } from "./storage-full.ts";
import { MAX_KEY_BYTES, type RangeOptions, type Store, type StoredValue, type StoreWriter } from "./store.ts";

/** A store in a directory: LMDB, whose commits survive a crash once their promise has resolved. */
export class LmdbStore implements Store {
  readonly #database: RootDatabase<StoredValue, Buffer>;

  constructor(directory: string, { fsync = true }: { readonly fsync?: boolean } = {}) {
    this.#database = open<StoredValue, Buffer>({
      path: directory,
      // Keys are compared by their bytes: the UTF-8 order that S3 lists in.
      keyEncoding: "binary",
      // With overlapping syncs a put resolves before it is flushed, and an acknowledged write could be lost.
      overlappingSync: false,
      noSync: !fsync,
    });
  }

  get(key: string): StoredValue | undefined {
    const bytes = Buffer.from(key);
    // What can never have been put is not there; LMDB itself would throw.
    return bytes.length > MAX_KEY_BYTES ? undefined : this.#database.get(bytes);
  }

  *range(options: RangeOptions): Iterable<readonly [string, StoredValue]> {
    for (const entry of this.#database.getRange({ start: seekOf(options) })) {
      const key = entry.key.toString();
      if (isBefore(entry.key, options)) continue;
      if (!key.startsWith(options.prefix)) return;
      yield [key, entry.value];
    }
  }

  *keys(options: RangeOptions): Iterable<string> {
    for (const bytes of this.#database.getKeys({ start: seekOf(options) })) {
      const key = bytes.toString();
      if (isBefore(bytes, options)) continue;
      if (!key.startsWith(options.prefix)) return;
      yield key;
    }
  }

  async transaction<T>(work: (writer: StoreWriter) => T): Promise<T> {
    let result: T | undefined;
    const afterCommit: (() => void)[] = [];
    let failure: { readonly error: unknown } | undefined;
    // A child transaction is the one kind of LMDB transaction that can be undone alone: plain ones are committed in groups.
    await this.#database.childTransaction(() => {
      try {
        result = work(this.#writer(afterCommit));
      } catch (error) {
        failure = { error };
        return ABORT;
      }
      return undefined;
    });
    if (failure !== undefined) throw failure.error;
    for (const then of afterCommit) then();
    return result as T;
  }

  #writer(afterCommit: (() => void)[]): StoreWriter {
    return {
      get: (key) => this.get(key),
      range: (options) => this.range(options),
      keys: (options) => this.keys(options),
      put: (key, value) => {
        // A key over the limit makes LMDB throw and leaves the environment unusable, so it is checked here.
        assertKey(key);
        this.#database.putSync(Buffer.from(key), value);
      },
      remove: (key) => {
        const bytes = Buffer.from(key);
        if (bytes.length <= MAX_KEY_BYTES) this.#database.removeSync(bytes);
      },
      afterCommit: (then) => {
        afterCommit.push(then);
      },
    };
  }

  async clear(): Promise<void> {
    await this.transaction((writer) => {
      for (const key of [...writer.keys({ prefix: "" })]) writer.remove(key);
    });
  }

  async close(): Promise<void> {
    await this.#database.flushed;
    await this.#database.close();
  }
}

/** Where a walk starts. No key is longer than the limit, and LMDB would throw for one. */
function seekOf({ prefix, start }: RangeOptions): Buffer {
  return Buffer.from(start ?? prefix).subarray(0, MAX_KEY_BYTES);
}

/** Cutting the seek off can only let in the key that is exactly what is left. */
function isBefore(key: Buffer, { prefix, start = prefix }: RangeOptions): boolean {
  return key.length === MAX_KEY_BYTES && Buffer.byteLength(start) > MAX_KEY_BYTES && key.equals(seekOf({ prefix, start }));
}
