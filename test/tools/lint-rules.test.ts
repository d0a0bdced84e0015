import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Sources that each break one rule, by the rule that must complain. The path decides which overrides hold. */
const VIOLATIONS: Readonly<Record<string, { readonly path: string; readonly text: string }>> = {
  noDefaultExport: { path: "src/core/default.ts", text: "export default 1;" },
  noEnum: { path: "src/core/enum.ts", text: "export enum Colour { Red }" },
  noExcessiveLinesPerFile: { path: "src/core/file.ts", text: "export const a = 1;\n".repeat(301) },
  noExcessiveLinesPerFunction: {
    path: "src/core/function.ts",
    text: `export function long(x: number): void {\n${"  x++;\n".repeat(62)}}`,
  },
  noExplicitAny: { path: "src/core/any.ts", text: "export const a: any = 1;" },
  noFloatingPromises: {
    path: "src/core/floating.ts",
    text: "export async function later(): Promise<void> {}\nexport function now(): void {\n  later();\n}",
  },
  noFocusedTests: { path: "test/focused.test.ts", text: 'import { it } from "vitest";\nit.only("x", () => {});' },
  noImportCycles: { path: "src/core/cycle.ts", text: 'import { other } from "./other.ts";\nexport const own = other;' },
  noMisusedPromises: {
    path: "src/core/misused.ts",
    text: "export async function ask(): Promise<boolean> {\n  return true;\n}\nexport const a = (): number => (ask() ? 1 : 2);",
  },
  noNonNullAssertion: { path: "src/core/bang.ts", text: "export const a = (x: string | null): string => x!;" },
  noParameterProperties: {
    path: "src/core/property.ts",
    text: "export class A {\n  constructor(readonly x: number) {}\n}",
  },
  noReExportAll: { path: "src/core/barrel.ts", text: 'export * from "./any.ts";' },
  noUndeclaredDependencies: { path: "src/core/undeclared.ts", text: 'export { build } from "esbuild";' },
  useImportExtensions: { path: "src/core/extension.ts", text: 'export { a } from "./any";' },
  useImportType: {
    path: "src/core/type.ts",
    text: 'import { Later } from "./later.ts";\nexport const a = (x: Later): Later => x;',
  },
  useMaxParams: {
    path: "src/core/params.ts",
    text: "export const f = (a: 1, b: 1, c: 1, d: 1): number => a + b + c + d;",
  },
};

const SUPPORT: Readonly<Record<string, string>> = {
  "src/core/other.ts":
    'import { own } from "./cycle.ts";\nexport const other = 1;\nexport const again = (): unknown => own;',
  "src/core/later.ts": "export interface Later {\n  readonly x: number;\n}",
  ".gitignore": "node_modules",
};

interface Report {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
}

describe("the linter's rules fire", () => {
  let folder = "";
  let found: string[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "keylease-lint-"));
    const sources = Object.values(VIOLATIONS).map(({ path, text }) => [path, text] as const);
    for (const [path, text] of [...sources, ...Object.entries(SUPPORT)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    for (const name of ["biome.json", "package.json"]) copyFileSync(name, join(folder, name));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
    const biome = resolve("node_modules/@biomejs/biome/bin/biome");
    const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none", "."];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const report = JSON.parse(stdout) as Report;
    found = report.diagnostics.map(({ category, location }) => `${category.split("/").pop()} ${location.path}`);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.entries(VIOLATIONS))("%s", (rule, { path }) => {
    expect(found).toContain(`${rule} ${path}`);
  });

  it("and are quiet where nothing is wrong", () => {
    expect(found.filter((entry) => entry.endsWith("src/core/later.ts"))).toEqual([]);
  });
});
