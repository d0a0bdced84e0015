import type { EmulatorOptions } from "../options.ts";
import { readImageFolder } from "./image-folder.ts";

/** What is on the disk of an image's instances, besides the machine's own system. */
export interface InstanceDisk {
  /** Directories that come first on the user data's PATH. */
  readonly path: readonly string[];
  /** Files and directories that are seen where the machine has them. */
  readonly readable: readonly string[];
  /** Directories whose content is laid over the system's root, the uppermost first. */
  readonly layers: readonly string[];
  /** Variables for the user data, before which the emulator's own give way; `null` takes one away. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** Paths inside of files with trusted certificates, besides the usual ones. */
  readonly trustStores: readonly string[];
}

/**
 * Reads what is on the disk of each image's instances. An image that was given lies on top of the built-in one.
 *
 * @throws EmulatorStartError `EmulatorStartFailed` where an image that was given cannot be used.
 */
export function diskImages({ instanceImage, instanceImages = {} }: EmulatorOptions): (imageId: string) => InstanceDisk {
  const { path = [], readable = [], rootfs } = instanceImage ?? {};
  const builtIn: InstanceDisk = {
    path,
    readable,
    layers: rootfs === undefined ? [] : [rootfs],
    environment: {},
    trustStores: [],
  };
  const given = new Map(
    Object.entries(instanceImages).map(([imageId, directory]) => {
      const { rootfs: own, description } = readImageFolder(imageId, directory);
      const { environment = {}, trustStores = [] } = description;
      return [imageId, { ...builtIn, layers: [...own, ...builtIn.layers], environment, trustStores }];
    }),
  );
  return (imageId) => given.get(imageId) ?? builtIn;
}
