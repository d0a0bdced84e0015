/** A value that a store holds: plain data, never changed after it was put. */
export type StoredValue = object | string | number | boolean;

/** Which keys to walk, in the order of their UTF-8 bytes. */
export interface RangeOptions {
  /** Only keys that begin so. */
  readonly prefix: string;
  /** Start at this key (inclusive); must begin with `prefix`. Default: the first. */
  readonly start?: string;
}

/** What can be read, outside and inside a transaction. */
export interface StoreReader {
  get(key: string): StoredValue | undefined;
  /** Walks keys lazily; the walk sees one state of the store as long as it is not suspended across an await. */
  range(options: RangeOptions): Iterable<readonly [key: string, value: StoredValue]>;
  /** The keys of {@link range}; no value is read. */
  keys(options: RangeOptions): Iterable<string>;
}

/** A transaction: its own puts and removes are seen by its `get`, and by its `range` too. */
export interface StoreWriter extends StoreReader {
  put(key: string, value: StoredValue): void;
  /**
   * Puts at a key at which there has never been anything, so that nobody need look what stood there: of a transaction that
   * throws the key is removed.
   */
  add(key: string, value: StoredValue): void;
  remove(key: string): void;
  /** Calls `work` once the writes would survive a crash; never where the transaction throws. It must not throw. */
  afterCommit(work: () => void): void;
}

/**
 * Ordered keys and values, the emulator's whole memory besides object bytes.
 * One contract suite (`test/contract/store.ts`) runs on every implementation.
 */
export interface Store extends StoreReader {
  /**
   * Runs `work` alone against all other transactions and keeps all of its writes, or none where it throws.
   * `work` is synchronous. The promise resolves when the writes would survive a crash.
   */
  transaction<T>(work: (writer: StoreWriter) => T): Promise<T>;
  /** Forgets everything. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The longest key in UTF-8 bytes: LMDB's limit, kept by every store so that they behave alike. */
export const MAX_KEY_BYTES = 1978;
