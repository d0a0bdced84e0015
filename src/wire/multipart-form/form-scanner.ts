import { FormFormatError } from "./form-format-error.ts";

const CRLF = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");

/** Walks over the parts of a form, holding no more than a boundary's length of a part that streams. */
export class FormScanner {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  readonly #maxFieldBytes: number;
  #heldBytes = 0;
  /** What has come and is not yet given out. The first boundary has no line before it, so one is put there. */
  #pending: Buffer = CRLF;

  constructor(body: AsyncIterable<Uint8Array>, options: { boundary: string; maxFieldBytes: number }) {
    this.#source = body[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${options.boundary}`);
    this.#maxFieldBytes = options.maxFieldBytes;
  }

  /** Steps over the next boundary. @returns whether a part follows it. */
  async nextPart(): Promise<boolean> {
    await this.#until(this.#delimiter);
    while (this.#pending.length < 2) await this.#more();
    if (this.#pending.subarray(0, 2).toString("latin1") === "--") return false;
    // White space may stand between the boundary and the end of its line.
    if ((await this.#until(CRLF)).toString("latin1").trim() !== "") {
      throw new FormFormatError("malformed", "text stands after a boundary");
    }
    this.#pending = Buffer.concat([CRLF, this.#pending]);
    return true;
  }

  /** The headers of the part. */
  async head(): Promise<string> {
    return (await this.#until(HEAD_END)).toString("utf8");
  }

  /** The whole part, up to the boundary, which stays. */
  async field(): Promise<string> {
    const value = await this.#until(this.#delimiter);
    this.#pending = Buffer.concat([this.#delimiter, this.#pending]);
    return value.toString("utf8");
  }

  /** The part as it comes, and then whatever follows it, unread. */
  async *file(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const end = this.#pending.indexOf(this.#delimiter);
      if (end !== -1) {
        if (end > 0) yield this.#pending.subarray(0, end);
        return;
      }
      // What may be the beginning of the boundary waits for the rest of it.
      const safe = this.#pending.length - this.#delimiter.length + 1;
      if (safe > 0) {
        const bytes = this.#pending.subarray(0, safe);
        this.#pending = this.#pending.subarray(safe);
        yield bytes;
      }
      await this.#more();
    }
  }

  /** All up to `mark`, which is stepped over. */
  async #until(mark: Buffer): Promise<Buffer> {
    for (let from = 0; ; ) {
      const at = this.#pending.indexOf(mark, from);
      if (at !== -1) {
        const before = this.#pending.subarray(0, at);
        this.#pending = this.#pending.subarray(at + mark.length);
        this.#hold(before.length);
        this.#heldBytes += before.length;
        return before;
      }
      // None of it can be the file's, which comes after the mark.
      this.#hold(this.#pending.length);
      from = Math.max(0, this.#pending.length - mark.length + 1);
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done === true) throw new FormFormatError("malformed", "the form breaks off");
    // A copy: the source may use its buffer again.
    this.#pending = Buffer.concat([this.#pending, value]);
  }

  /** Refuses where what was held in memory, and `bytes` more, is too much. */
  #hold(bytes: number): void {
    if (this.#heldBytes + bytes <= this.#maxFieldBytes) return;
    throw new FormFormatError("limit", `the fields are over ${this.#maxFieldBytes} bytes`);
  }
}
