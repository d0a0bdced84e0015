/** An entry of package-lock.json, as far as we look at it. */
export interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The entries of package-lock.json by their folder. */
export type LockEntries = Readonly<Record<string, LockEntry>>;

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

/**
 * Adds the packages for other systems that npm left out because the registry it asked does not carry them.
 *
 * `npm ci` takes a lock file without them for one that is out of date. Their version stands in the package that wants
 * them, and their system and processor in their name; they have no checksum, because nobody here has seen them.
 */
export function completeLock(entries: LockEntries): LockEntries {
  const added: Record<string, LockEntry> = {};
  for (const [folder, entry] of Object.entries(entries)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      if (path in entries || `${folder}/${path}` in entries) continue;
      const platform = platformOf(name);
      if (platform === undefined || !/^\d+\.\d+\.\d+$/.test(version)) continue;
      added[path] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, ...platform };
    }
  }
  const all = { ...entries, ...added };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b, "en")));
}

/** The folders of the packages whose entry names the address they came from, which a lock file of ours must not. */
export function addressed(entries: LockEntries): string[] {
  return Object.keys(entries).filter((folder) => entries[folder]?.resolved !== undefined);
}

/** What a name such as `@biomejs/cli-linux-x64-musl` says about the machines that it is for. */
function platformOf(name: string): { os: [string]; cpu: [string]; libc?: [string] } | undefined {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return undefined;
  if (os !== "linux" || cpu === "arm") return { os: [os], cpu: [cpu] };
  if (words.includes("musl")) return { os: [os], cpu: [cpu], libc: ["musl"] };
  return words.includes("gnu") ? { os: [os], cpu: [cpu], libc: ["glibc"] } : { os: [os], cpu: [cpu] };
}
