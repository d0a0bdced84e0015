import { readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { EmulatorStartError } from "../errors.ts";
import type { EmulatorOptions } from "../options.ts";
import type { ImageRecord } from "../state/images.ts";
import { type ImageDescription, parseImageDescription } from "./image-description.ts";

/** A directory that describes an image. */
export interface ImageFolder {
  /** Its `rootfs`, where it has one. */
  readonly rootfs: readonly string[];
  readonly description: ImageDescription;
}

const IMAGE_ID = /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const MAX_DESCRIPTION_BYTES = 65_536;
const REGISTERED_AT = "2026-11-09T00:00:00.000Z";

/**
 * Reads the directory of an image: `rootfs/`, `image.json`, or both.
 *
 * @throws EmulatorStartError `EmulatorStartFailed`.
 */
export function readImageFolder(imageId: string, directory: string): ImageFolder {
  if (!IMAGE_ID.test(imageId)) {
    throw new EmulatorStartError(`\`${imageId}\` is not an image id`, "Give `ami-` and 8 or 17 hex digits.");
  }
  const rootfs = kindOf(join(directory, "rootfs"));
  const text = kindOf(join(directory, "image.json"));
  if (rootfs !== "folder" && text !== "file") {
    throw new EmulatorStartError(
      `\`${directory}\` holds no image`,
      "Give a directory with `rootfs/`, whose files are laid over this machine's, with `image.json`, or with both.",
    );
  }
  return {
    rootfs: rootfs === "folder" ? [realpathSync(join(directory, "rootfs"))] : [],
    description: text === "file" ? readDescription(join(directory, "image.json")) : {},
  };
}

/** The images that were given, as EC2 tells of them: they belong to the first account. */
export function givenImages({ instanceImages = {}, accountIds = ["000000000000"] }: EmulatorOptions): ImageRecord[] {
  return Object.entries(instanceImages).map(([imageId, directory]) => {
    const folder = readImageFolder(imageId, directory);
    const { name, description = "", architecture, imdsSupport, virtualizationType = "hvm" } = folder.description;
    return {
      imageId,
      name: name ?? imageId,
      description,
      architecture: architecture ?? (process.arch === "arm64" ? "arm64" : "x86_64"),
      ownerId: accountIds[0] as string,
      createdAt: REGISTERED_AT,
      rootDeviceName: "/dev/xvda",
      virtualizationType,
      requiresTokens: imdsSupport === "v2.0",
    };
  });
}

function readDescription(path: string): ImageDescription {
  if (statSync(path).size > MAX_DESCRIPTION_BYTES) {
    throw new EmulatorStartError(`\`${path}\` is too large`, "An image's description has at most 64 KiB.");
  }
  const outcome = parseImageDescription(readFileSync(path, "utf8"));
  if ("problem" in outcome) throw new EmulatorStartError(`\`${path}\`: ${outcome.problem}`, outcome.hint);
  return outcome.description;
}

function kindOf(path: string): "folder" | "file" | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? "folder" : "file";
}
