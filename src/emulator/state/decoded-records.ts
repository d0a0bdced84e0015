import type { StoredValue } from "./store.ts";

/** Held in the place of a record, where there is none. */
export const ABSENT: unique symbol = Symbol("absent");

/** A record, or that there is none. */
type Found = StoredValue | typeof ABSENT;

/**
 * How many records make a generation; at most two are held. More would be no use to requests, each of which reads an object
 * of its own, and outlive the collections of garbage that take what is young for little.
 */
const GENERATION_RECORDS = 100;

/**
 * Records of a store as they were decoded last, so that what every request reads (the caller's key and role, the bucket)
 * is not decoded for each anew; also which keys have no record. Only for a store that one process alone writes to.
 *
 * INVARIANT: a record that is held has no write on its way. It is dropped when a transaction writes to its key, before that
 * is committed, and is not held again before the store has told that the transaction is over, and reads what that left
 * behind. So every state of the store that can be read meanwhile has the very record that is held: a key that was
 * revoked is as dead at the next request as it would be without this.
 */
export class DecodedRecords {
  /** Two generations, so that what is asked for often stays and the rest goes, without a look at the order of their use. */
  #recent = new Map<string, Found>();
  #older = new Map<string, Found>();
  /** Keys that a transaction has written to which is not over yet. */
  readonly #changing = new Set<string>();

  /** @returns `undefined` where nothing is known. */
  get(key: string): Found | undefined {
    const record = this.#recent.get(key);
    if (record !== undefined) return record;
    const older = this.#older.get(key);
    if (older !== undefined) this.#hold(key, older);
    return older;
  }

  /** Holds what was read just now. Bytes of objects are not held: they are long, and read once. */
  keep(key: string, record: Found): void {
    if (!(record instanceof Uint8Array) && !this.#changing.has(key)) this.#hold(key, record);
  }

  /** Drops the record of a key that is being written to. */
  writing(key: string): void {
    this.#changing.add(key);
    this.#recent.delete(key);
    this.#older.delete(key);
  }

  /** All transactions so far are over, and whatever is read from now on is what they have left. */
  settled(): void {
    this.#changing.clear();
  }

  /** Drops all records. */
  clear(): void {
    this.#recent.clear();
    this.#older.clear();
  }

  #hold(key: string, record: Found): void {
    if (this.#recent.size >= GENERATION_RECORDS) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, record);
  }
}
