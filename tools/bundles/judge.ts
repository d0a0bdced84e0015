/** One entry of the package and what must never be reached from it. */
export interface Bundle {
  readonly name: string;
  readonly entry: string;
  /** Module paths from the repository's root that must not be in the bundle. */
  readonly refused: readonly RegExp[];
}

const ANY_PACKAGE = /^node_modules\//;
const AWS_CLIENTS = /^node_modules\/(?:@aws-sdk|@smithy|@aws-crypto|@aws)\//;

/** The bundles that are checked. */
export const BUNDLES: readonly Bundle[] = [
  { name: ".", entry: "src/index.ts", refused: [/^src\/(?:emulator|wire|cli)\//, /^node_modules\/@?lmdb\//] },
  { name: "./policy", entry: "src/policy/index.ts", refused: [ANY_PACKAGE, /^src\/(?!policy\/|core\/)/] },
  { name: "./emulator", entry: "src/emulator/index.ts", refused: [AWS_CLIENTS, /^src\/(?:lease|upload|cli)\//] },
];

/** The modules of a bundle that must not be there. */
export function leaksOf(bundle: Bundle, modules: readonly string[]): string[] {
  return modules.filter((path) => bundle.refused.some((pattern) => pattern.test(path)));
}

/** The packages that a bundle reaches, each once. */
export function packagesOf(modules: readonly string[]): string[] {
  const names = modules.flatMap((path) => {
    const name = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    return name === undefined ? [] : [name];
  });
  return [...new Set(names)].sort();
}
