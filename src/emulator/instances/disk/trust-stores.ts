import { existsSync, readFileSync, realpathSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AUTHORITY_HASH_FILE } from "../tls/local-authority.ts";

/** Where distributions keep the certificates that programs trust: Debian's, Red Hat's twice, SUSE's, Alpine's. */
const TRUST_STORES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];
/** For OpenSSL, which looks an authority up in a folder by a hash of its name. */
const HASHED_FOLDER = "/etc/ssl/certs";

/** The authority's certificate alone. */
export const AUTHORITY_FILE = "/etc/pki/ca-trust/source/anchors/keylease-emulator.pem";

/**
 * Writes, into a layer of an instance's disk, every store of trusted certificates anew with one authority more.
 *
 * @param seed The layer's directory.
 * @param below The layers under it, the uppermost first.
 * @param more Paths of stores, inside, that the image has besides the usual ones.
 */
export async function seedTrustStores(
  certificate: string,
  { seed, below, more }: { seed: string; below: readonly string[]; more: readonly string[] },
): Promise<void> {
  const stores = [...TRUST_STORES, ...more].flatMap((path) => {
    const text = readThrough(path, below);
    return text === undefined ? [] : [{ path, text: `${text.trimEnd()}\n${certificate}` }];
  });
  // Where there is none at all, OpenSSL's own default for most programs.
  if (stores.length === 0) stores.push({ path: TRUST_STORES[0] as string, text: certificate });
  const single = [AUTHORITY_FILE, join(HASHED_FOLDER, AUTHORITY_HASH_FILE)].map((path) => ({
    path,
    text: certificate,
  }));
  for (const { path, text } of [...stores, ...single]) {
    const place = join(seed, path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, text);
  }
}

/** The content of a path in the uppermost layer that has it. A link is replaced by what it leads to. */
function readThrough(path: string, layers: readonly string[]): string | undefined {
  for (const layer of [...layers, "/"]) {
    const place = join(layer, path);
    if (existsSync(place)) return readFileSync(realpathSync(place), "utf8");
  }
  return undefined;
}
