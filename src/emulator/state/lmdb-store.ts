import { setImmediate as nextTurn } from "node:timers/promises";
import { ABORT, open, type RootDatabase } from "lmdb";
import { commitFailure } from "./commit-failure.ts";
import { ABSENT, DecodedRecords } from "./decoded-records.ts";
import { type PendingTransaction, pendingTransaction } from "./lmdb-transaction.ts";
import { MAX_KEY_BYTES, type RangeOptions, type Store, type StoredValue, type StoreWriter } from "./store.ts";

/** So often, at most, it is looked whether more transactions come before a group is committed. */
const MOST_LOOKS = 4;

/** A group with less than this part of the one before it is the begin of one, and worth the moment that others need. */
const FEW = 1 / 2;
const MOMENT_MILLISECONDS = 1;

/** A store in a directory: LMDB, whose commits survive a crash once their promise has resolved. */
export class LmdbStore implements Store {
  readonly #directory: string;
  readonly #database: RootDatabase<StoredValue, Buffer>;
  #records: DecodedRecords | undefined;
  #waiting: PendingTransaction[] = [];
  /** How many transactions the last group had. */
  #lastCount = 0;
  #committing: Promise<void> | undefined;

  constructor(directory: string, { fsync = true }: { readonly fsync?: boolean } = {}) {
    this.#directory = directory;
    this.#database = open<StoredValue, Buffer>({
      path: directory,
      // Keys are compared by their bytes: the UTF-8 order that S3 lists in.
      keyEncoding: "binary",
      // With overlapping syncs a put resolves before it is flushed, and an acknowledged write could be lost.
      overlappingSync: false,
      eventTurnBatching: false,
      noSync: !fsync,
    });
  }

  /**
   * From now on nobody else writes to the directory, so that records which were decoded once need not be again. Whoever
   * says so must have made sure of it: another process's writes would not be seen.
   */
  writtenByUsAlone(): void {
    this.#records ??= new DecodedRecords();
  }

  get(key: string): StoredValue | undefined {
    const known = this.#records?.get(key);
    if (known !== undefined) return known === ABSENT ? undefined : known;
    const bytes = Buffer.from(key);
    // What can never have been put is not there; LMDB itself would throw.
    if (bytes.length > MAX_KEY_BYTES) return undefined;
    const record = this.#database.get(bytes);
    this.#records?.keep(key, record ?? ABSENT);
    return record;
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

  transaction<T>(work: (writer: StoreWriter) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(pendingTransaction(work, { resolve, reject }));
      this.#committing ??= this.#commitGroups();
    });
  }

  /**
   * Commits whatever waits, all of it at once: while a commit is on its way to the disk, the next group gathers.
   * LMDB's package has groups of its own, but its failures (a full disk) reject promises there that nobody can reach,
   * and Node ends a process for that.
   */
  async #commitGroups(): Promise<void> {
    do {
      await this.#gather();
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#commit(group);
      } catch (error) {
        // What a commit that failed has left is for the disk to say.
        this.#records?.clear();
        const failure = await commitFailure(error, this.#directory);
        for (const transaction of group) transaction.fail(failure);
        continue;
      }
      for (const transaction of group) transaction.settle();
    } while (this.#waiting.length > 0);
    this.#committing = undefined;
  }

  /**
   * Lets the group come together, as long as more comes. When a commit is over its answers go out, and who was answered
   * asks for the next thing: two turns of the event loop read what has come meanwhile. Without them there would be two
   * groups by turns, and each would cost its flush. Where nothing comes the turns take microseconds.
   *
   * Whoever asks first after a large group would still go alone, and keep all others waiting for that flush. So few behind
   * many wait a moment, once: after it they are as many as they are.
   */
  async #gather(): Promise<void> {
    let gathered: number;
    let looks = 0;
    do {
      gathered = this.#waiting.length;
      // In the first turn a request is read, in the second one its body.
      await nextTurn();
      await nextTurn();
      looks++;
    } while (looks < MOST_LOOKS && this.#waiting.length > gathered);
    if (this.#waiting.length < this.#lastCount * FEW) await moment();
    this.#lastCount = this.#waiting.length;
  }

  /** Runs the transactions of a group in one of LMDB's, and waits until it is on the disk. */
  async #commit(group: readonly PendingTransaction[]): Promise<void> {
    const target = {
      database: this.#database,
      reader: this,
      isKnownAbsent: (key: string) => this.#records?.get(key) === ABSENT,
      writing: (key: string) => this.#records?.writing(key),
    };
    let broken: { readonly error: unknown } | undefined;
    // Only a child transaction can be given up; a callback that throws would be committed all the same.
    const committed = this.#database.childTransaction(() => {
      try {
        for (const transaction of group) transaction.run(target);
        return undefined;
      } catch (error) {
        broken = { error };
        return ABORT;
      }
    });
    try {
      await committed;
    } finally {
      // A read that follows must not go on in the state of before, which LMDB's package may still hold.
      this.#database.resetReadTxn();
      this.#records?.settled();
    }
    if (broken !== undefined) throw broken.error;
  }

  async clear(): Promise<void> {
    await this.transaction((writer) => {
      for (const key of [...writer.keys({ prefix: "" })]) writer.remove(key);
    });
  }

  async close(): Promise<void> {
    await this.#committing;
    await this.#database.flushed;
    await this.#database.close();
  }
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, MOMENT_MILLISECONDS));
}

/** Where a walk starts. No key is longer than the limit, and LMDB would throw for one. */
function seekOf({ prefix, start }: RangeOptions): Buffer {
  return Buffer.from(start ?? prefix).subarray(0, MAX_KEY_BYTES);
}

/** Cutting the seek off can only let in the key that is exactly what is left. */
function isBefore(key: Buffer, { prefix, start = prefix }: RangeOptions): boolean {
  return (
    key.length === MAX_KEY_BYTES && Buffer.byteLength(start) > MAX_KEY_BYTES && key.equals(seekOf({ prefix, start }))
  );
}
