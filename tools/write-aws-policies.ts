// Writes the table of AWS managed policies from two unpacked versions of moto: a current one, and 2.3.2 for the ids,
// which later ones do not have. moto is Python, so it is no dependency here; get both by hand:
//
//   pip download --no-deps moto moto==2.3.2    and unzip each into a folder of its own
//   node tools/run-ts.mjs tools/write-aws-policies.ts VERSION FOLDER FOLDER-OF-2.3.2
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makePolicyTable } from "./aws-policies/make.ts";

const PATH = "src/emulator/state/aws-policies/table.ts";
const [version, folder, oldFolder] = process.argv.slice(2);
if (version === undefined || folder === undefined || oldFolder === undefined) {
  throw new Error("give the version of moto, its folder and the folder of moto 2.3.2");
}
const moduleIn = (root: string): string => readFileSync(join(root, "moto/iam/aws_managed_policies.py"), "utf8");
const text = makePolicyTable({ version, module: moduleIn(folder), oldModule: moduleIn(oldFolder) });
writeFileSync(PATH, text);
console.log(`${PATH}: ${Math.ceil(Buffer.byteLength(text) / 1024)} KB`);
