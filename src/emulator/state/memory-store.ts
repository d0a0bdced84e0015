import SortedTree from "sorted-btree";
import { compareUtf8 } from "../../core/index.ts";
import { MAX_KEY_BYTES, type RangeOptions, type Store, type StoredValue, type StoreWriter } from "./store.ts";

// The library is CommonJS: Node hands its default export over one level deeper than bundlers and test runners do.
const BTree = SortedTree.default ?? (SortedTree as unknown as typeof SortedTree.default);

/** A store that lives as long as the process. */
export class MemoryStore implements Store {
  #tree: SortedTree.default<string, StoredValue> = new BTree<string, StoredValue>([], compareUtf8);

  get(key: string): StoredValue | undefined {
    return this.#tree.get(key);
  }

  *range({ prefix, start }: RangeOptions): Iterable<readonly [string, StoredValue]> {
    for (const [key, value] of this.#tree.entries(start ?? prefix)) {
      if (!key.startsWith(prefix)) return;
      yield [key, value];
    }
  }

  *keys(options: RangeOptions): Iterable<string> {
    for (const [key] of this.range(options)) yield key;
  }

  async transaction<T>(work: (writer: StoreWriter) => T): Promise<T> {
    // A clone shares all nodes until they are written, so this costs little and makes undoing trivial.
    const afterCommit: (() => void)[] = [];
    const before = this.#tree.clone();
    try {
      const put = (key: string, value: StoredValue): void => {
        assertKey(key);
        this.#tree.set(key, value);
      };
      const result = work({
        get: (key) => this.get(key),
        range: (options) => this.range(options),
        keys: (options) => this.keys(options),
        put,
        add: put,
        remove: (key) => {
          this.#tree.delete(key);
        },
        afterCommit: (then) => {
          afterCommit.push(then);
        },
      });
      for (const then of afterCommit) then();
      return result;
    } catch (error) {
      this.#tree = before;
      throw error;
    }
  }

  async clear(): Promise<void> {
    this.#tree.clear();
  }

  async close(): Promise<void> {}
}

/** Refuses a key that LMDB could not hold. */
export function assertKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new RangeError(`store key over ${MAX_KEY_BYTES} bytes`);
}
