// Checks the package as a user gets it: packs it, looks at what is inside, and hands the tarball to publint (exports,
// files) and to attw (do the types resolve for whoever imports ECMAScript modules). Needs a fresh `npm run build`.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npm } from "./npm.ts";

/** Everything that may be in the package. */
const EXPECTED =
  /^(?:dist\/.+\.(?:js|d\.ts)|stack\/.+|dist\/cli\/(?:THIRD-PARTY-LICENSES|package\.json)|package\.json|LICENSE|README(?:\.ja)?\.md|SECURITY\.md)$/;

/** What must be in it, whatever else is. */
const REQUIRED = [
  "dist/index.js",
  "dist/policy/index.js",
  "dist/emulator/index.js",
  "dist/cli/main.js",
  "dist/cli/package.json",
  "dist/cli/program.js",
  "dist/cli/cfn-signal/main.js",
  "dist/cli/relay.js",
  "dist/cli/sender-thread.js",
  "dist/upload/many/threads/sender-thread.js",
  "dist/cli/THIRD-PARTY-LICENSES",
  "stack/upload-by-role.template.yaml",
  "LICENSE",
  "README.md",
  "SECURITY.md",
];

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

/** What is wrong with the list of packed files. */
function faultsOf(packed: Packed): string[] {
  const paths = new Set(packed.files.map((file) => file.path));
  const main = packed.files.find((file) => file.path === "dist/cli/main.js");
  return [
    ...REQUIRED.filter((path) => !paths.has(path)).map((path) => `\`${path}\` is missing from the package`),
    ...[...paths].filter((path) => !EXPECTED.test(path)).map((path) => `\`${path}\` does not belong in the package`),
    ...(main !== undefined && (main.mode & 0o111) === 0 ? ["`dist/cli/main.js` is not executable"] : []),
  ];
}

function pack(folder: string): Packed {
  const report: unknown = JSON.parse(npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder]));
  // npm 11.16 and later give an object by package name where older ones give a list.
  const [packed] = Object.values(report as Record<string, Packed>);
  if (packed === undefined) throw new Error("npm pack reported no package");
  return packed;
}

/** Runs a checker of node_modules, which prints its own report. */
function runChecker(script: string, args: readonly string[]): void {
  execFileSync(process.execPath, [join("node_modules", script), ...args], { stdio: "inherit" });
}

const folder = mkdtempSync(join(tmpdir(), "keylease-pack-"));
try {
  const packed = pack(folder);
  const faults = faultsOf(packed);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) throw new Error("the package does not hold what it should");
  const tarball = join(folder, packed.filename);
  runChecker("publint/src/cli.js", ["run", tarball, "--strict"]);
  runChecker("@arethetypeswrong/cli/dist/index.js", [tarball, "--profile", "esm-only"]);
  console.log(`package: ${packed.files.length} files, ${Math.ceil(packed.size / 1024)} KB packed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
