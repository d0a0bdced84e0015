import { visible } from "../visible.ts";

/** Enough to find again where a text went on. */
const OVERLAP_CHARACTERS = 1024;

/**
 * What a console has printed since it was last read. EC2 gives the last 64 KiB alone, so that its beginning may have
 * gone; where the two have nothing in common, all of it is new.
 */
export function newText(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const end = before.slice(-OVERLAP_CHARACTERS);
  const at = now.lastIndexOf(end);
  return at === -1 ? now : now.slice(at + end.length);
}

/**
 * Gathers a text that comes in pieces into lines. What could move the cursor or colour the terminal is written as an
 * escape: what an instance prints may be another's.
 */
export class LineWriter {
  readonly #write: (line: string) => void;
  #rest = "";

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#writeLine(line);
  }

  /** Writes what has come without a line's end. */
  end(): void {
    if (this.#rest !== "") this.#writeLine(this.#rest);
    this.#rest = "";
  }

  #writeLine(line: string): void {
    this.#write(line.replace(/\r$/, "").split("\t").map(visible).join("\t"));
  }
}
