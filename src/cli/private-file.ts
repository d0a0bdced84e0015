import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { KeyleaseError } from "../core/index.ts";

/**
 * Writes a file that only its owner may read, whole or not at all. A file of that name is replaced together with its
 * permissions: writing into it would leave a secret readable by whoever could read it before.
 *
 * @throws KeyleaseError `FileUnreadable` where it cannot be written.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.${randomUUID()}`;
  try {
    await writeFile(fresh, text, { mode: 0o600, flag: "wx" });
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    const reason = (error as NodeJS.ErrnoException).code ?? "it cannot be opened";
    throw new KeyleaseError("FileUnreadable", `the file \`${path}\` cannot be written (${reason})`, {
      hint: "Check the path and who may write there.",
      cause: error,
    });
  }
}
