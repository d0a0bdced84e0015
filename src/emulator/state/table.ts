import type { StoredValue, StoreReader, StoreWriter } from "./store.ts";

/** Divides the parts of a key. It cannot occur in an account id, a name or a bucket; only in an object key, which stands last. */
const DIVIDER = "\u0000";

/** Which rows of a table to walk. */
export interface RowsOptions {
  /** Leading parts that a row's key must have. Default: none. */
  readonly under?: readonly string[];
  /** Only rows whose part after `under` begins so. Default: all. */
  readonly prefix?: string;
  /** Start at the row whose part after `under` is this or the next after it. Default: the first. */
  readonly start?: string;
}

/** One kind of record in a store: typed access to the keys under one name. */
export class Table<V extends StoredValue> {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** The key in the store of a row of a table. */
  static keyOf(table: string, ...parts: readonly string[]): string {
    return [table, ...parts].join(DIVIDER);
  }

  #key(parts: readonly string[]): string {
    // Made for every read: to join an array of all parts costs more.
    let key = this.#name;
    for (const part of parts) key += DIVIDER + part;
    return key;
  }

  get(reader: StoreReader, ...key: readonly string[]): V | undefined {
    return reader.get(this.#key(key)) as V | undefined;
  }

  put(writer: StoreWriter, key: readonly string[], value: V): void {
    writer.put(this.#key(key), value);
  }

  /** Puts a row whose key has never been used. */
  add(writer: StoreWriter, key: readonly string[], value: V): void {
    writer.add(this.#key(key), value);
  }

  remove(writer: StoreWriter, ...key: readonly string[]): void {
    writer.remove(this.#key(key));
  }

  /** Removes all rows. */
  clear(writer: StoreWriter): void {
    for (const key of [...writer.keys({ prefix: `${this.#name}${DIVIDER}` })]) writer.remove(key);
  }

  /** Rows in the UTF-8 order of their keys, each with the part of its key after `under`. */
  *rows(reader: StoreReader, options: RowsOptions = {}): Iterable<readonly [key: string, value: V]> {
    const base = `${this.#key(options.under ?? [])}${DIVIDER}`;
    const prefix = base + (options.prefix ?? "");
    const start = options.start === undefined ? {} : { start: base + options.start };
    for (const [key, value] of reader.range({ prefix, ...start })) yield [key.slice(base.length), value as V];
  }
}
