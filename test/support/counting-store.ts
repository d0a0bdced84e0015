import type { RangeOptions, Store } from "../../src/emulator/state/store.ts";

/** What was read of a store. */
export interface Reads {
  /** Single records. */
  gets: number;
  /** Places in the order of keys that a walk began at. */
  seeks: number;
  /** Rows that walks came over. */
  rows: number;
}

/** A store that counts what is read of it. */
export function countingStore(store: Store): { readonly store: Store; readonly reads: Reads } {
  const reads: Reads = { gets: 0, seeks: 0, rows: 0 };
  function* counted<T>(walk: Iterable<T>): Iterable<T> {
    reads.seeks++;
    for (const row of walk) {
      reads.rows++;
      yield row;
    }
  }
  return {
    reads,
    store: {
      get: (key) => {
        reads.gets++;
        return store.get(key);
      },
      range: (options: RangeOptions) => counted(store.range(options)),
      keys: (options: RangeOptions) => counted(store.keys(options)),
      transaction: (work) => store.transaction(work),
      clear: () => store.clear(),
      close: () => store.close(),
    },
  };
}
