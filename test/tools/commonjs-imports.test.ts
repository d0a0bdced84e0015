import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { expect, it } from "vitest";

/** Node finds the names of a CommonJS package that is imported when it is needed; a bundler leaves them all in `default`. */
const BY_DEFAULT = (name: string): string => `(await import("${name}")).default`;

it("takes CommonJS packages that are loaded later by their default export alone, which a bundle has too", async () => {
  const { metafile } = await build({
    entryPoints: ["src/cli/main.ts"],
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: "unused",
    platform: "node",
    format: "esm",
    external: ["lmdb"],
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  const later = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ kind, path }) => kind === "dynamic-import" && metafile.inputs[path]?.format === "cjs")
      .map(({ original = "" }) => ({ file, name: original })),
  );
  expect(later.map(({ name }) => name)).toEqual(expect.arrayContaining(["yaml", "node-forge"]));
  for (const { file, name } of later.filter((one) => one.file.startsWith("src/"))) {
    const text = readFileSync(file, "utf8");
    const count = (part: string): number => text.split(part).length - 1;
    const imports = count(`import("${name}")`) - count(`typeof import("${name}")`);
    expect({ file, imports }).toEqual({ file, imports: count(BY_DEFAULT(name)) });
  }
});
