import { describe, expect, it } from "vitest";
import { checkFile } from "../../tools/boundaries/check.ts";
import { PARTS } from "../../tools/boundaries/rules.ts";

/** The complaints about one file, as texts. */
function complain(path: string, text: string): string[] {
  return checkFile({ path, text }).map((complaint) => complaint.message);
}

const FOLDERS = ["core", "policy", "lint", "wire", "lease", "upload", "audit", "emulator", "broker", "cli"];

/** The allowed edges once more, by hand: a slip in the table shows as a difference. */
const ALLOWED = new Set([
  ...["policy>core", "wire>core", "lease>core", "lease>policy", "upload>core", "upload>lease"],
  ...["emulator>core", "emulator>policy", "emulator>wire", "broker>core", "broker>policy", "broker>lease"],
  ...["audit>core", "audit>lease"],
  ...["lint>core", "lint>policy", "lint>lease"],
  ...FOLDERS.map((folder) => `cli>${folder}`),
]);

describe("edges between the folders of src", () => {
  const pairs = FOLDERS.flatMap((from) => FOLDERS.filter((to) => to !== from).map((to) => [from, to] as const));

  it.each(pairs)("%s importing %s is judged as the architecture says", (from, to) => {
    const complaints = complain(`src/${from}/a.ts`, `import { x } from "../${to}/index.ts";`);
    expect(complaints).toEqual(ALLOWED.has(`${from}>${to}`) ? [] : [`${from} must not import ${to}`]);
  });

  it("gives every folder a line", () => {
    expect(Object.keys(PARTS).sort()).toEqual([".", ...FOLDERS].sort());
  });

  it("refuses a folder that has no line", () => {
    expect(complain("src/utils/a.ts", "export {};")).toEqual(["`utils` has no line in tools/boundaries/rules.ts"]);
  });

  it("refuses a file inside another folder", () => {
    expect(complain("src/lease/a.ts", `import { x } from "../core/arn.ts";`)).toEqual([
      "import src/core/index.ts, not a file inside that folder",
    ]);
  });

  it("allows any file of the same folder, however deep", () => {
    expect(complain("src/emulator/pipeline/a.ts", `import { x } from "../state/store.ts";`)).toEqual([]);
  });

  it("lets the public library take from core, lease and upload alone", () => {
    expect(complain("src/index.ts", `export { x } from "./lease/index.ts";`)).toEqual([]);
    expect(complain("src/index.ts", `export { x } from "./emulator/index.ts";`)).toHaveLength(1);
    expect(complain("src/lease/a.ts", `import { x } from "../index.ts";`)).toHaveLength(1);
  });
});

describe("what else an import may name", () => {
  it.each(["test/support/x.ts", "bench/x.ts", "tools/x.ts"])("src never imports %s", (target) => {
    expect(complain("src/cli/main.ts", `import { x } from "../../${target}";`)).toEqual([
      `src must not import \`${target}\``,
    ]);
  });

  it.each(["@aws-sdk/client-sts", "@smithy/signature-v4", "@aws-crypto/crc32"])(
    "emulator and wire never import %s",
    (name) => {
      for (const folder of ["emulator", "wire"]) {
        expect(complain(`src/${folder}/a.ts`, `import { x } from "${name}";`)).toEqual([
          `${folder} must not import ${name}: client and emulator share no signing code`,
        ]);
      }
      expect(complain("src/lease/a.ts", `import { x } from "${name}";`)).toEqual([]);
    },
  );

  it("keeps policy and core free of packages and of input and output", () => {
    expect(complain("src/policy/a.ts", `import { x } from "yaml";`)).toEqual([
      "policy depends on no package: it must not import yaml",
    ]);
    expect(complain("src/core/a.ts", `import { x } from "node:fs";`)).toEqual([
      "core does no input or output: it must not import node:fs",
    ]);
    expect(complain("src/core/a.ts", `import { x } from "node:crypto";`)).toEqual([]);
  });

  it("keeps one service of the emulator from another", () => {
    const text = `import { x } from "../../iam/operations/create-role.ts";`;
    expect(complain("src/emulator/services/sts/operations/a.ts", text)).toEqual([
      "service sts must not import service iam: they meet in emulator/state",
    ]);
    expect(complain("src/emulator/services/iam/operations/a.ts", `import { x } from "./b.ts";`)).toEqual([]);
    expect(complain("src/emulator/services.ts", `import { x } from "./services/iam/service.ts";`)).toEqual([]);
  });

  it.each(["keylease", "keylease/policy", "#core", "/src/core/index.ts"])("refuses %s, which goes round", (name) => {
    expect(complain("src/emulator/a.ts", `import { x } from "${name}";`)).toEqual([
      `\`${name}\` must be a relative path`,
    ]);
  });
});

describe("every way of importing is seen", () => {
  const forms = [
    'import "../cli/index.ts";',
    'import * as x from "../cli/index.ts";',
    'import type { X } from "../cli/index.ts";',
    'export { x } from "../cli/index.ts";',
    'export type { X } from "../cli/index.ts";',
    'export * from "../cli/index.ts";',
    'const x = await import("../cli/index.ts");',
    "const x = await import(`../cli/index.ts`);",
    'type X = import("../cli/index.ts").X;',
    'let x: typeof import("../cli/index.ts");',
    'import x = require("../cli/index.ts");',
    'const x = require("../cli/index.ts");',
  ];

  it.each(forms)("%s", (form) => {
    expect(complain("src/policy/a.ts", form)).toEqual(["policy must not import cli"]);
  });

  it("names the line", () => {
    const [complaint] = checkFile({ path: "src/policy/a.ts", text: '\n\nimport "../cli/index.ts";\n' });
    expect(complaint?.line).toBe(3);
  });

  it("refuses a name that is computed, since nobody can check it", () => {
    expect(complain("src/policy/a.ts", "await import(name);")).toEqual([
      "an import must name its module by a plain text",
    ]);
  });

  it("is not misled by comments and texts", () => {
    expect(complain("src/policy/a.ts", `// import "../cli/index.ts"\nconst x = 'import "../cli/index.ts"';`)).toEqual(
      [],
    );
  });
});
