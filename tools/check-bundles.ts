// Checks what each entry of the package drags in: the policy engine is free of packages, the emulator knows nothing of
// AWS's client libraries, the library knows nothing of the emulator. Bundling follows every import, late ones too, so
// this holds for the whole graph where the import rules hold for one file at a time.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { BUNDLES, type Bundle, leaksOf, packagesOf } from "./bundles/judge.ts";

interface Row {
  readonly entry: string;
  readonly modules: number;
  readonly packages: number;
  readonly "minified KB": number;
  readonly "gzipped KB": number;
}

async function judge(bundle: Bundle): Promise<{ row: Row; leaks: string[] }> {
  const { metafile, outputFiles } = await build({
    entryPoints: [bundle.entry],
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    metafile: true,
    write: false,
    outdir: "out",
    loader: { ".node": "empty" },
    logLevel: "error",
  });
  const bytes = Buffer.concat(outputFiles.map((file) => file.contents));
  const modules = Object.keys(metafile.inputs);
  const row = {
    entry: bundle.name,
    modules: modules.length,
    packages: packagesOf(modules).length,
    "minified KB": Math.ceil(bytes.length / 1024),
    "gzipped KB": Math.ceil(gzipSync(bytes).length / 1024),
  };
  return { row, leaks: leaksOf(bundle, modules) };
}

const results = await Promise.all(BUNDLES.map(judge));
console.table(Object.fromEntries(results.map(({ row: { entry, ...rest } }) => [entry, rest])));
BUNDLES.forEach((bundle, index) => {
  for (const leak of results[index]?.leaks ?? []) {
    console.error(`the bundle of \`${bundle.name}\` must not contain ${leak}`);
    process.exitCode = 1;
  }
});
