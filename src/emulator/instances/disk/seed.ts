import { constants, existsSync } from "node:fs";
import { access, cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { seedTrustStores } from "./trust-stores.ts";

/**
 * What programs need of /etc. The folder as a whole has the machine's secrets: host keys, password hashes, the
 * configuration of its services.
 */
const ETC = [
  "alternatives",
  "ca-certificates",
  "crypto-policies",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "mime.types",
  "os-release",
  "pki/ca-trust/extracted",
  "pki/tls/certs",
  "protocols",
  "services",
  "ssl/certs",
  "ssl/openssl.cnf",
  "terminfo",
];

const PASSWD = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n";
const GROUP = "root:x:0:\nnogroup:x:65534:\n";

export interface SeedPlan {
  /** The instance's folder. */
  readonly folder: string;
  /** The image's own directories, the uppermost first. */
  readonly images: readonly string[];
  /** The certificate of the authority that answers under AWS's names, in PEM. */
  readonly certificate: string;
  /** Paths of trust stores that the image has besides the usual ones. */
  readonly trustStores: readonly string[];
  readonly hostName: string;
  /** `.compute.internal` and what belongs before it. */
  readonly domain: string;
  readonly nameServer: string;
}

/**
 * Writes the layers of a disk that are an instance's own, and gives all that lie over the machine's system, the uppermost
 * first: who the instance is, what its image has, what programs need of the machine's /etc.
 */
export async function seedDisk(plan: SeedPlan): Promise<readonly string[]> {
  const { folder, images, certificate, trustStores } = plan;
  const [seed, base] = [join(folder, "seed"), join(folder, "base")];
  await copyEtc(base);
  await writeEtc(seed, plan);
  await seedTrustStores(certificate, { seed, below: [...images, base], more: trustStores });
  return [seed, ...images, base];
}

async function copyEtc(base: string): Promise<void> {
  await mkdir(join(base, "etc"), { recursive: true });
  for (const name of ETC) {
    const [from, to] = [join("/etc", name), join(base, "etc", name)];
    if (!existsSync(from)) continue;
    await mkdir(dirname(to), { recursive: true });
    // A file that the emulator may not read is not for instances either.
    await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: isReadable });
  }
  await writeFile(join(base, "etc", "passwd"), PASSWD);
  await writeFile(join(base, "etc", "group"), GROUP);
}

async function isReadable(path: string): Promise<boolean> {
  // A link is copied wherever it leads.
  return access(path, constants.R_OK).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
}

async function writeEtc(seed: string, { hostName, domain, nameServer }: SeedPlan): Promise<void> {
  const etc = join(seed, "etc");
  await mkdir(etc, { recursive: true });
  const files = {
    hosts: `127.0.0.1 localhost ${hostName}.${domain} ${hostName}\n169.254.169.254 instance-data\n`,
    hostname: `${hostName}.${domain}\n`,
    "resolv.conf": `nameserver ${nameServer}\noptions timeout:2 attempts:2\n`,
    "nsswitch.conf":
      "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n",
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(etc, name), text)));
}
