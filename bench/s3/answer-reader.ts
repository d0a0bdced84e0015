/** What came back of a request. */
export interface Answer {
  readonly status: number;
  readonly etag: string;
  /** How long the body was, without the framing of chunks. */
  readonly bodyBytes: number;
  /** The body's first {@link MOST_TEXT_BYTES}. */
  readonly text: string;
}

const MOST_HEAD_BYTES = 64 * 1024;
const MOST_TEXT_BYTES = 64 * 1024;
/** The longest line between chunks: a length in hex, or one of the trailer. */
const MOST_LINE_BYTES = 1024;
const LINE_FEED = 0x0a;

/** Reads one answer as it comes, and keeps nothing of it but its head and the begin of its body. */
export class AnswerReader {
  #head: Buffer | undefined = Buffer.alloc(0);
  #status = 0;
  #etag = "";
  /** How much is yet to come of the body, or of the chunk that is coming. */
  #leftBytes = 0;
  #isChunked = false;
  /** What a line between chunks has so far; `undefined` within one. */
  #line: string | undefined;
  /** Whether the last chunk has passed: what follows are lines up to an empty one. */
  #isTrailer = false;
  #bodyBytes = 0;
  #text = "";

  /**
   * Takes what has come.
   *
   * @returns the answer where this is its end.
   * @throws Error where it is no answer to HTTP/1.1 that tells its length, or more comes than it says.
   */
  take(bytes: Buffer): Answer | undefined {
    const body = this.#head === undefined ? bytes : this.#takeHead(this.#head, bytes);
    if (body === undefined) return undefined;
    const isOver = this.#isChunked
      ? this.#takeChunks(body)
      : this.#takeBody(body) === body.length && this.#isAllThere();
    if (!isOver) return undefined;
    return { status: this.#status, etag: this.#etag, bodyBytes: this.#bodyBytes, text: this.#text };
  }

  #isAllThere(): boolean {
    return this.#leftBytes === 0;
  }

  /** Gives what follows the head, where that is whole now. */
  #takeHead(before: Buffer, bytes: Buffer): Buffer | undefined {
    const all = Buffer.concat([before, bytes]);
    const end = all.indexOf("\r\n\r\n");
    if (end < 0 && all.length > MOST_HEAD_BYTES) throw new Error("an answer with an endless head");
    this.#head = end < 0 ? all : undefined;
    if (end < 0) return undefined;
    this.#readHead(all.toString("latin1", 0, end));
    return all.subarray(end + 4);
  }

  #readHead(head: string): void {
    const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? [];
    if (status === undefined || status.startsWith("1")) throw new Error(`no answer that was asked for: ${head}`);
    this.#status = Number(status);
    this.#etag = /\r\netag: *([^\r]*)/i.exec(head)?.[1] ?? "";
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#isChunked = /\r\ntransfer-encoding: *chunked/i.test(head);
    if (this.#isChunked) this.#line = "";
    else if (length !== undefined) this.#leftBytes = Number(length);
    else if (status !== "204") throw new Error(`an answer without its length: ${head}`);
  }

  /** Counts as much as belongs to the body or chunk; gives how much that was. */
  #takeBody(bytes: Buffer): number {
    const taken = Math.min(bytes.length, this.#leftBytes);
    if (taken < bytes.length && !this.#isChunked) throw new Error("more comes than the answer says");
    this.#leftBytes -= taken;
    this.#bodyBytes += taken;
    const roomBytes = MOST_TEXT_BYTES - this.#text.length;
    if (roomBytes > 0) this.#text += bytes.toString("latin1", 0, Math.min(taken, roomBytes));
    return taken;
  }

  /** Whether the answer is over. */
  #takeChunks(bytes: Buffer): boolean {
    for (let at = 0; at < bytes.length; ) {
      if (this.#line === undefined) {
        at += this.#takeBody(bytes.subarray(at));
        if (this.#leftBytes === 0) this.#line = "";
        continue;
      }
      const end = bytes.indexOf(LINE_FEED, at);
      this.#line += bytes.toString("latin1", at, end < 0 ? bytes.length : end);
      if (this.#line.length > MOST_LINE_BYTES) throw new Error("a chunk without its length");
      if (end < 0) return false;
      at = end + 1;
      if (!this.#takeLine(this.#line.trimEnd())) continue;
      if (at < bytes.length) throw new Error("more comes than the answer says");
      return true;
    }
    return false;
  }

  /** Whether it is the answer's last line. */
  #takeLine(line: string): boolean {
    this.#line = "";
    if (this.#isTrailer) return line === "";
    // The end of the line behind a chunk.
    if (line === "") return false;
    const [, size] = /^([0-9a-f]{1,12})(?:;.*)?$/i.exec(line) ?? [];
    if (size === undefined) throw new Error(`a chunk whose length is \`${line}\``);
    this.#leftBytes = Number.parseInt(size, 16);
    this.#isTrailer = this.#leftBytes === 0;
    if (!this.#isTrailer) this.#line = undefined;
    return false;
  }
}
