import type { Credentials, Lease } from "../../../lease/index.ts";
import type { LeaseSource } from "../leases-in-use.ts";
import type { KeptErrors } from "./error-data.ts";
import type { CredentialsAnswer, CredentialsAsk } from "./messages.ts";

/** Answers threads that ask for credentials: leases are renewed in the main thread alone, once for all. */
export class LeaseDesk {
  readonly #bucket: string;
  readonly #source: LeaseSource;
  readonly #errors: KeptErrors;
  /** All that threads were given, by their numbers. */
  readonly #given: Credentials[];

  /** @param leases Those that threads begin with. */
  constructor(
    { bucket, leases }: { readonly bucket: string; readonly leases: readonly Lease[] },
    source: LeaseSource,
    errors: KeptErrors,
  ) {
    this.#bucket = bucket;
    this.#source = source;
    this.#errors = errors;
    this.#given = leases.map(({ credentials }) => credentials);
  }

  async answer({ key, refused }: Omit<CredentialsAsk, "ask">): Promise<CredentialsAnswer> {
    try {
      const { credentials } = this.#source.for({ bucket: this.#bucket, key });
      const expired = refused === undefined ? undefined : this.#given[refused];
      // Where there are no others, the thread is given the same, and knows them by their number.
      if (expired !== undefined && !(await credentials.replace(expired))) return this.#numbered(expired);
      return this.#numbered(await credentials.current());
    } catch (error) {
      return { error: this.#errors.dataOf(error) };
    }
  }

  #numbered(credentials: Credentials): CredentialsAnswer {
    const known = this.#given.indexOf(credentials);
    return { id: known === -1 ? this.#given.push(credentials) - 1 : known, credentials };
  }
}
