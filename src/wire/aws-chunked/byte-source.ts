import { ChunkFormatError } from "./chunk-format-error.ts";

/** No line of the encoding is longer: a size, a signature, a checksum. */
const MAX_LINE_BYTES = 4096;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Reads lines and runs of bytes from pieces that come as the network has cut them, without copying the bytes. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** At most `limitBytes` of what comes next, at least one; `undefined` at the end. */
  async some(limitBytes: number): Promise<Buffer | undefined> {
    if (!(await this.#fill())) return undefined;
    const taken = this.#piece.subarray(0, limitBytes);
    this.#piece = this.#piece.subarray(taken.length);
    return taken;
  }

  /**
   * The next line, without its CRLF; `undefined` at the end.
   *
   * @throws ChunkFormatError where it is too long, does not end, or ends in something else.
   */
  async line(): Promise<string | undefined> {
    let text = "";
    while (await this.#fill()) {
      const end = this.#piece.indexOf(LINE_FEED);
      const taken = this.#piece.subarray(0, end === -1 ? this.#piece.length : end + 1);
      this.#piece = this.#piece.subarray(taken.length);
      text += taken.toString("latin1");
      if (text.length > MAX_LINE_BYTES) throw new ChunkFormatError({ type: "framing" });
      if (end !== -1) {
        if (text.charCodeAt(text.length - 2) !== CARRIAGE_RETURN) throw new ChunkFormatError({ type: "framing" });
        return text.slice(0, -2);
      }
    }
    if (text !== "") throw new ChunkFormatError({ type: "framing" });
    return undefined;
  }

  /** Reads the rest and forgets it, so that the client can read the answer. */
  async skipRest(): Promise<void> {
    do this.#piece = Buffer.alloc(0);
    while (await this.#fill());
  }

  async #fill(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return false;
      this.#piece = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
    return true;
  }
}
