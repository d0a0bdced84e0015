import { asBinary, type RootDatabase } from "lmdb";
import { assertKey } from "./memory-store.ts";
import { MAX_KEY_BYTES, type StoredValue, type StoreReader, type StoreWriter } from "./store.ts";

/** What a transaction works on. */
export interface TransactionTarget {
  readonly database: RootDatabase<StoredValue, Buffer>;
  /** Reads as the database is within the transaction. */
  readonly reader: StoreReader;
  /** Whether it is known, without a look at the database, that there is nothing at a key within the transaction. */
  isKnownAbsent(key: string): boolean;
  /** Told of each key before it is written to. */
  writing(key: string): void;
}

/** A transaction from when it is asked for until it is on the disk. */
export interface PendingTransaction {
  /**
   * Does the work, and undoes its writes where it throws.
   *
   * @throws Error where its writes cannot be undone, so that nothing of the whole group may be kept.
   */
  run(target: TransactionTarget): void;
  /** Tells that the group is on the disk, whether this one's writes are in it or it threw. */
  settle(): void;
  /** Tells that the group could not be committed. */
  fail(error: unknown): void;
}

/** Whoever waits for a transaction. */
interface Waiter<T> {
  readonly resolve: (result: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes a transaction of the work that it does. */
export function pendingTransaction<T>(work: (writer: StoreWriter) => T, waiter: Waiter<T>): PendingTransaction {
  let settle = (): void => waiter.reject(new Error("the transaction was never run"));
  return {
    run(target) {
      const writer = new LmdbWriter(target);
      try {
        const result = work(writer);
        settle = () => {
          writer.committed();
          waiter.resolve(result);
        };
      } catch (error) {
        settle = () => waiter.reject(error);
        writer.undo();
      }
    },
    settle: () => settle(),
    fail: (error) => waiter.reject(error),
  };
}

/**
 * One transaction among those of a group, which are one transaction of LMDB's. It notes what was there before its writes,
 * so that it can be undone alone. A child transaction of LMDB's can too, but it allocates three megabytes and copies each
 * page that it changes, for every small upload.
 */
class LmdbWriter implements StoreWriter {
  readonly #target: TransactionTarget;
  /** What stood at each key before it was written to first, as LMDB keeps it; `undefined` where nothing did. */
  readonly #before = new Map<string, Buffer | undefined>();
  readonly #afterCommit: (() => void)[] = [];

  constructor(target: TransactionTarget) {
    this.#target = target;
  }

  get(key: string): StoredValue | undefined {
    return this.#target.reader.get(key);
  }

  range(options: Parameters<StoreReader["range"]>[0]): ReturnType<StoreReader["range"]> {
    return this.#target.reader.range(options);
  }

  keys(options: Parameters<StoreReader["keys"]>[0]): ReturnType<StoreReader["keys"]> {
    return this.#target.reader.keys(options);
  }

  put(key: string, value: StoredValue): void {
    // A key over the limit makes LMDB throw and leaves the environment unusable, so it is checked here.
    assertKey(key);
    const bytes = Buffer.from(key);
    this.#note(key, bytes);
    this.#target.database.putSync(bytes, value);
  }

  add(key: string, value: StoredValue): void {
    assertKey(key);
    if (!this.#before.has(key)) {
      this.#target.writing(key);
      this.#before.set(key, undefined);
    }
    this.#target.database.putSync(Buffer.from(key), value);
  }

  remove(key: string): void {
    const bytes = Buffer.from(key);
    if (bytes.length > MAX_KEY_BYTES) return;
    this.#note(key, bytes);
    this.#target.database.removeSync(bytes);
  }

  afterCommit(work: () => void): void {
    this.#afterCommit.push(work);
  }

  committed(): void {
    for (const work of this.#afterCommit) work();
  }

  undo(): void {
    for (const [key, before] of this.#before) {
      if (before === undefined) this.#target.database.removeSync(Buffer.from(key));
      else this.#target.database.putSync(Buffer.from(key), asBinary(before) as unknown as StoredValue);
    }
  }

  #note(key: string, bytes: Buffer): void {
    if (this.#before.has(key)) return;
    const isAbsent = this.#target.isKnownAbsent(key);
    this.#target.writing(key);
    this.#before.set(key, isAbsent ? undefined : this.#target.database.getBinary(bytes));
  }
}
