import type { Readable } from "node:stream";
import { gather } from "../../../hashing/gather.ts";
import type { ReusingStream } from "../../../state/blob-files.ts";
import type { EmulatorState } from "../../../state/state.ts";
import type { Stretches } from "../../../state/stretches.ts";
import type { ChecksumAlgorithm } from "./checksums.ts";
import { type BodyDigests, Digester } from "./digester.ts";

/** Up to here bytes pass as they come: they are one or two chunks of a socket. */
const GATHERED_BYTES = 64 * 1024;

/** Bytes that can be read once, and what they came to afterwards. */
export interface DigestedBytes extends AsyncIterable<Uint8Array> {
  /** Known when all have passed. */
  readonly digests: BodyDigests;
  /**
   * All bytes at once in the place of one after the other, which is much quicker for a few. It throws what reading them
   * would.
   *
   * @returns `undefined` where they are too many for that, or come in another form; then none of them is taken.
   */
  readonly whole?: () => Promise<Uint8Array> | undefined;
}

/** How a copy is digested. */
export interface CopyOptions {
  readonly state: Pick<EmulatorState, "hashes" | "blobs">;
  /** Of the copy's checksum. */
  readonly algorithm: ChecksumAlgorithm;
  readonly sizeBytes: number;
}

/** Bytes of our own on their way to a copy. */
export class CopiedBytes implements DigestedBytes {
  readonly #source: Readable | ReusingStream;
  readonly #digesting: Digesting;
  #digests: BodyDigests | undefined;

  constructor(source: Readable | ReusingStream, { state, algorithm, sizeBytes }: CopyOptions) {
    this.#source = source;
    const digester = new Digester({ hashes: state.hashes, sizeBytes, declared: { trailer: algorithm } });
    this.#digesting = { digester, stretches: state.blobs.stretches };
  }

  get digests(): BodyDigests {
    if (this.#digests === undefined) throw new Error("the copy has not ended");
    return this.#digests;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield* digested(givingBack(this.#source), this.#digesting);
    this.#digests = await this.#digesting.digester.finish();
  }
}

/** Lets a stream that can do so use each chunk again, when the next one is asked for. */
async function* givingBack(source: Readable | ReusingStream): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    yield chunk as Uint8Array;
    if ("reuse" in source) source.reuse(chunk as Uint8Array);
  }
}

/** How bytes are digested. */
export interface Digesting {
  readonly digester: Digester;
  /** What many bytes are gathered in. */
  readonly stretches: Stretches;
}

/** Passes bytes on and has them digested; where they break off, or nobody wants more of them, the digest is dropped. */
export async function* digested(
  bytes: AsyncIterable<Uint8Array>,
  { digester, stretches }: Digesting,
): AsyncGenerator<Uint8Array> {
  const { expectedBytes: sizeBytes } = digester;
  let next: Promise<unknown> | undefined;
  const onFilling = (filling: Promise<unknown>): void => {
    next = filling;
  };
  let isWhole = false;
  try {
    for await (const chunk of sizeBytes > GATHERED_BYTES ? gather(bytes, { sizeBytes, stretches, onFilling }) : bytes) {
      const hashed = digester.update(chunk);
      // A failure is told where it is waited for, and may come before.
      hashed?.catch(() => {});
      yield chunk;
      if (hashed === undefined) continue;
      // Until then nobody waits for the hash, and it may be computed with those of other bodies.
      await next;
      digester.urge();
      await hashed;
    }
    isWhole = true;
  } finally {
    if (!isWhole) digester.abandon();
  }
}
