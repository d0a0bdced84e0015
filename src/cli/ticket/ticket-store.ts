import { mkdir, readdir, readFile, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { ALPHABETS, type Random, randomText, secretsEqual } from "../../core/index.ts";
import { formatLease, type Lease } from "../../lease/index.ts";
import { writePrivateFile } from "../private-file.ts";
import { stateFolder } from "../state-folder.ts";
import { digestOf, newCode, seal, unseal } from "./ticket-code.ts";

const ID_LENGTH = 20;

const schema = v.object({
  leaseId: v.string(),
  digest: v.string(),
  expiresAt: v.pipe(v.string(), v.isoTimestamp()),
  sealed: v.string(),
});

/** What is kept of a ticket. INVARIANT: without the code nobody can read the lease, whoever reads the file. */
type StoredTicket = v.InferOutput<typeof schema>;

/** A ticket as it is given to whoever made it. */
export interface NewTicket {
  readonly id: string;
  readonly code: string;
}

/** What became of an attempt to claim a ticket. */
export type Claim =
  | { readonly outcome: "unknown" }
  | { readonly outcome: "wrong"; readonly leaseId: string }
  | { readonly outcome: "given"; readonly leaseId: string; readonly document: string };

/** The tickets of this person on this machine, a file each. */
export class TicketStore {
  readonly #folder: string;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#folder = join(stateFolder(environment), "tickets");
  }

  async add(
    lease: Lease,
    { expiresAt, random }: { readonly expiresAt: Date; readonly random: Random },
  ): Promise<NewTicket> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const [id, code] = [randomText(random, ID_LENGTH, ALPHABETS.lowerAlphanumeric), newCode(random)];
    const stored: StoredTicket = {
      leaseId: lease.id,
      digest: digestOf(code),
      expiresAt: expiresAt.toISOString(),
      sealed: seal(formatLease(lease), code, random),
    };
    await writePrivateFile(this.#path(id), JSON.stringify(stored));
    return { id, code };
  }

  /** Gives the lease to the first who shows the code, and forgets it. */
  async claim(id: string, code: string, now: Date): Promise<Claim> {
    const stored = await this.#read(id);
    if (stored === undefined || new Date(stored.expiresAt) <= now) return { outcome: "unknown" };
    const { leaseId, digest, sealed } = stored;
    if (!secretsEqual(digestOf(code), digest)) return { outcome: "wrong", leaseId };
    // Of several who have the code, one removes the file, whatever processes they came through.
    if (!(await this.remove(id))) return { outcome: "unknown" };
    return { outcome: "given", leaseId, document: unseal(sealed, code) };
  }

  /** Whether it was there to be removed. */
  async remove(id: string): Promise<boolean> {
    return unlink(this.#path(id)).then(
      () => true,
      () => false,
    );
  }

  /** Forgets the tickets whose time is over. */
  async sweep(now: Date): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names) {
      const id = /^([a-z0-9]{20})\.json$/.exec(name)?.[1];
      const stored = id === undefined ? undefined : await this.#read(id);
      if (stored !== undefined && new Date(stored.expiresAt) <= now)
        await rm(join(this.#folder, name), { force: true });
    }
  }

  async #read(id: string): Promise<StoredTicket | undefined> {
    // INVARIANT: the id comes from strangers, and becomes part of a path.
    if (!/^[a-z0-9]{20}$/.test(id)) return undefined;
    try {
      const result = v.safeParse(schema, JSON.parse(await readFile(this.#path(id), "utf8")));
      return result.success ? result.output : undefined;
    } catch {
      return undefined;
    }
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
