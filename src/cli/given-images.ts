import { resolve } from "node:path";
import { KeyleaseError } from "../core/index.ts";

/**
 * Reads what `--image` names: image ids with the directories that describe them. What is in them is the emulator's to read.
 *
 * @param pairs `ami-0123456789abcdef0=DIR`, each.
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function givenImages(pairs: readonly string[]): Readonly<Record<string, string>> {
  const images = new Map<string, string>();
  for (const pair of pairs) {
    const [, imageId, directory] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (imageId === undefined || directory === undefined) {
      throw new KeyleaseError("ArgumentInvalid", `\`${pair}\` is not an image id with a directory`, {
        hint: "Write AMI-ID=DIR, such as ami-0123456789abcdef0=./image.",
      });
    }
    if (images.has(imageId)) {
      throw new KeyleaseError("ArgumentInvalid", `the image \`${imageId}\` is given twice`, {
        hint: "Give one directory for each image id.",
      });
    }
    images.set(imageId, resolve(directory));
  }
  return Object.fromEntries(images);
}
