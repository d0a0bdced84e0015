import { createHash, createHmac, type Hash, type Hmac, hash } from "node:crypto";

/** Node's SHA-256 and HMAC in the shape that the signer asks for. */
export class NodeSha256 {
  readonly #secret: Uint8Array | undefined;
  #state: Hash | Hmac | undefined;
  #first: Uint8Array | undefined;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
  }

  update(data: Uint8Array): void {
    // The signer sums up one text at a time: all at once it takes a third of the time.
    if (this.#state === undefined && this.#first === undefined) this.#first = data;
    else this.#begun().update(data);
  }

  async digest(): Promise<Uint8Array> {
    const isHash = this.#secret === undefined && this.#state === undefined;
    return isHash ? hash("sha256", this.#first ?? "", "buffer") : this.#begun().digest();
  }

  reset(): void {
    this.#state = undefined;
    this.#first = undefined;
  }

  #begun(): Hash | Hmac {
    if (this.#state === undefined) {
      this.#state = this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret);
      if (this.#first !== undefined) this.#state.update(this.#first);
    }
    return this.#state;
  }
}

/**
 * The same, for the requests of one pair of keys. With each of them the signer asks for the HMAC of one by the other, to find the
 * signing key that it has derived already: it is computed once.
 */
export function rememberingSha256(): typeof NodeSha256 {
  let known: { readonly secret: string; readonly data: Uint8Array; readonly digest: Promise<Uint8Array> } | undefined;
  return class extends NodeSha256 {
    /** Other secrets are keys that were derived, and what they are asked for is of one request alone. */
    readonly #secret: string | undefined;
    #data: Uint8Array | undefined;
    #isWhole = true;

    constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
      super(secret);
      this.#secret = typeof secret === "string" ? secret : undefined;
    }

    override update(data: Uint8Array): void {
      this.#isWhole = this.#data === undefined;
      this.#data ??= data;
      super.update(data);
    }

    override digest(): Promise<Uint8Array> {
      const [secret, data] = [this.#secret, this.#data];
      if (secret === undefined || data === undefined || !this.#isWhole) return super.digest();
      if (known?.secret === secret && Buffer.compare(known.data, data) === 0) return known.digest;
      known = { secret, data, digest: super.digest() };
      return known.digest;
    }
  };
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
