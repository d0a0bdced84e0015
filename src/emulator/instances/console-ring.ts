/** The last bytes of what an instance prints: as much as EC2 keeps. */
export class ConsoleRing {
  static readonly CAPACITY_BYTES = 65_536;
  #chunks: Buffer[] = [];
  #size = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    // Whole chunks go as soon as those after them fill the ring, so at most one chunk more than needed is kept.
    while (this.#size - (this.#chunks[0]?.length ?? 0) >= ConsoleRing.CAPACITY_BYTES) {
      this.#size -= this.#chunks.shift()?.length ?? 0;
    }
  }

  /** A line of the emulator's own, marked as such. */
  note(text: string): void {
    this.add(Buffer.from(`keylease: ${text}\n`));
  }

  text(): string {
    return Buffer.concat(this.#chunks).subarray(-ConsoleRing.CAPACITY_BYTES).toString();
  }
}
