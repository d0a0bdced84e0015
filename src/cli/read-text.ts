import { createReadStream, readFileSync, statSync } from "node:fs";
import { KeyleaseError } from "../core/index.ts";

const MAX_BYTES = 1_048_576;

/**
 * Reads a stream to its end as text.
 *
 * @param name What the text is called in the error.
 * @throws KeyleaseError `ArgumentInvalid` where it is longer than 1 MiB, more than any document that is read so.
 */
export async function readText(stream: AsyncIterable<unknown>, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BYTES) {
      throw new KeyleaseError("ArgumentInvalid", `${name} is longer than 1 MiB`, { hint: "Give a smaller document." });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Reads a document from a file.
 *
 * @throws KeyleaseError `FileUnreadable`; `ArgumentInvalid` where it is longer than 1 MiB.
 */
export async function readTextFile(path: string): Promise<string> {
  const name = `the file \`${path}\``;
  try {
    const stats = statSync(path);
    // At once where that neither waits nor takes much: a stream's code alone takes longer to load than any document to
    // read. What waits for a program that writes into it must not keep this one from hearing signals.
    if (stats.isFile() && stats.size <= MAX_BYTES) return readFileSync(path, "utf8");
    return await readText(createReadStream(path), name);
  } catch (error) {
    if (error instanceof KeyleaseError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? "it cannot be opened";
    throw new KeyleaseError("FileUnreadable", `the file \`${path}\` cannot be read (${reason})`, {
      hint: "Check the path and who may read it.",
      cause: error,
    });
  }
}
