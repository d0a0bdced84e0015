import { createHash } from "node:crypto";

/** The first line of a snapshot. The number says how the rest is to be read. */
const SNAPSHOT_FORM = 1;
const SNAPSHOT_HEAD = "keylease snapshot";

/** The parts of a snapshot, each with a letter in the file. */
export const FRAME = {
  /** A row whose value is JSON. */
  json: "J",
  /** A row whose value is bytes. */
  bytes: "B",
  /** A file begins; the name is the key, and there is no content. */
  file: "F",
  /** More bytes of the file that began last. */
  more: "M",
  /** The end; the content is the SHA-256 of all that stands before this frame. */
  end: "E",
} as const;

export type FrameType = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  readonly type: FrameType;
  readonly key: string;
  readonly content: Buffer;
}

/** What one frame may hold: more is damage, and must not be asked of the memory. */
const MAX_CONTENT_BYTES: number = 64 * 1024 * 1024;

const TYPES: ReadonlySet<string> = new Set(Object.values(FRAME));
const HEAD_BYTES = 7;

/** A frame as it stands in the file: type, length of the key, length of the content, key, content. */
export function encodeFrame(type: FrameType, key: string, content: Uint8Array): Buffer {
  const name = Buffer.from(key);
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(type);
  head.writeUInt16BE(name.length, 1);
  head.writeUInt32BE(content.length, 3);
  return Buffer.concat([head, name, content]);
}

/** A file that is no snapshot, or no whole one. */
export class SnapshotDamage extends Error {
  override readonly name = "SnapshotDamage";
}

/**
 * Reads a snapshot's frames, its first line and its end excluded. Throws at the end where a byte is not as it was
 * written, so nothing that was read may be used before.
 *
 * @throws SnapshotDamage
 */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const reader = new FrameReader(source);
  await readHead(reader);
  for (;;) {
    const digest = reader.digest();
    const head = await reader.take(HEAD_BYTES);
    const type = head.toString("latin1", 0, 1);
    const contentBytes = head.readUInt32BE(3);
    if (!TYPES.has(type) || contentBytes > MAX_CONTENT_BYTES) throw new SnapshotDamage("it is damaged");
    const key = (await reader.take(head.readUInt16BE(1))).toString();
    const content = await reader.take(contentBytes);
    if (type === FRAME.end) {
      if (!content.equals(digest)) throw new SnapshotDamage("its checksum is wrong");
      if (!(await reader.isAtEnd())) throw new SnapshotDamage("something follows its end");
      return;
    }
    yield { type: type as FrameType, key, content };
  }
}

async function readHead(reader: FrameReader): Promise<void> {
  const expected = `${SNAPSHOT_HEAD} `;
  const found = (await reader.take(expected.length)).toString("latin1");
  if (found !== expected) throw new SnapshotDamage("it is no snapshot");
  const form = (await reader.take(4)).toString("latin1");
  if (form !== formText()) throw new SnapshotDamage(`it has the form ${form.trim()}, which this version does not know`);
}

/** The first line. */
export function snapshotHead(): Buffer {
  return Buffer.from(`${SNAPSHOT_HEAD} ${formText()}`);
}

function formText(): string {
  return `${String(SNAPSHOT_FORM).padStart(3, "0")}\n`;
}

/** Gives bytes in the amounts that are asked for, and hashes them. */
class FrameReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #hash = createHash("sha256");
  #ahead: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async take(bytes: number): Promise<Buffer> {
    const parts = [this.#ahead];
    let got = this.#ahead.length;
    while (got < bytes) {
      const { value, done } = await this.#source.next();
      if (done === true) throw new SnapshotDamage("it is cut off");
      parts.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      got += value.length;
    }
    const all = parts.length === 1 ? this.#ahead : Buffer.concat(parts, got);
    this.#ahead = all.subarray(bytes);
    const taken = all.subarray(0, bytes);
    this.#hash.update(taken);
    return taken;
  }

  /** The checksum of everything that was taken so far. */
  digest(): Buffer {
    return this.#hash.copy().digest();
  }

  async isAtEnd(): Promise<boolean> {
    return this.#ahead.length === 0 && (await this.#source.next()).done === true;
  }
}
