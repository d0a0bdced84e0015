import { deriveSigningKey, type SigningKey, type SigningScope } from "../../wire/index.ts";

/** Derived signing keys, so that a client's many requests of one day derive theirs once. As secret as the keys themselves. */
export class SigningKeys {
  readonly #keys = new Map<string, SigningKey>();
  readonly #capacity: number;

  /** Keeps at most `capacity` keys; default 1,000. */
  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  derive(secretAccessKey: string, scope: SigningScope): SigningKey {
    const { date, region, service } = scope;
    // The secret is part of the name: a key id that is given another secret gets another key.
    const name = `${date}/${region}/${service}/${secretAccessKey}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = deriveSigningKey(secretAccessKey, scope);
    if (this.#keys.size >= this.#capacity) this.#keys.delete(this.#keys.keys().next().value as string);
    this.#keys.set(name, key);
    return key;
  }
}
