import type { Store, StoreReader, StoreWriter } from "./store.ts";
import { Table } from "./table.ts";

/** When and where an access key or a role was used last. */
export interface LastUse {
  /** ISO 8601, to the minute: AWS's precision. */
  readonly at: string;
  readonly service: string;
  readonly region: string;
}

const MINUTE_MS = 60_000;
/** How long a use is in memory alone. One that a crash takes away within that time is missed by nobody. */
const FLUSH_AFTER_MS = 2_000;

const table = new Table<LastUse>("iam-last-use");

interface Noted {
  readonly minute: number;
  readonly service: string;
  readonly region: string;
}

/**
 * The last use of long-term access keys and of roles, by key id and by the role's unique id. Every authenticated request
 * is noted: most of them cost one look into a map, and writes are gathered.
 */
export class LastUses {
  readonly #store: Store;
  readonly #noted = new Map<string, Noted>();
  readonly #unwritten = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Notes a use now. Within a minute only a change of service or region is news. */
  note(id: string, use: { readonly milliseconds: number; readonly service: string; readonly region: string }): void {
    const minute = Math.floor(use.milliseconds / MINUTE_MS);
    const known = this.#noted.get(id);
    if (known?.minute === minute && known.service === use.service && known.region === use.region) return;
    this.#noted.set(id, { minute, service: use.service, region: use.region });
    this.#unwritten.add(id);
    // An emulator that has nothing else to do may end before: `close` writes what is left.
    this.#timer ??= setTimeout(() => this.#flushInBackground(), FLUSH_AFTER_MS).unref();
  }

  /** The last use, or `undefined` where there was none. */
  find(reader: StoreReader, id: string): LastUse | undefined {
    const noted = this.#noted.get(id);
    return noted === undefined ? table.get(reader, id) : lastUse(noted);
  }

  /** Forgets a key or role that is deleted. */
  forget(writer: StoreWriter, id: string): void {
    this.#noted.delete(id);
    this.#unwritten.delete(id);
    table.remove(writer, id);
  }

  /** Forgets what is in memory; what is stored goes with the rest of the store. */
  clear(): void {
    this.#noted.clear();
    this.#unwritten.clear();
  }

  /** Writes what is in memory alone. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unwritten.size === 0) return;
    let written: string[] = [];
    try {
      await this.#store.transaction((writer) => {
        written = [...this.#unwritten];
        this.#unwritten.clear();
        for (const id of written) {
          const noted = this.#noted.get(id);
          if (noted !== undefined) table.put(writer, [id], lastUse(noted));
        }
      });
    } catch (error) {
      for (const id of written) this.#unwritten.add(id);
      throw error;
    }
  }

  #flushInBackground(): void {
    // Nobody waits for this write, and no request may fail for it: the next use tries again.
    this.flush().catch(() => {});
  }
}

function lastUse({ minute, service, region }: Noted): LastUse {
  return { at: new Date(minute * MINUTE_MS).toISOString(), service, region };
}
