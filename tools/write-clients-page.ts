// Writes docs/reference/clients.md from the results of test/e2e/clients.sh, which calls it.
//
//     node tools/run-ts.mjs tools/write-clients-page.ts RESULTS
import { readFileSync, writeFileSync } from "node:fs";
import { clientsPage } from "./docs/clients-page.ts";

const [path = ""] = process.argv.slice(2);
const results = readFileSync(path, "utf8");
if (/\tUNEXPECTED: /.test(results)) {
  console.error("clients: the page is not written, for something was unexpected");
  process.exitCode = 1;
} else if (/^skip\t/m.test(results)) {
  console.error("clients: the page is not written, for something was skipped here, and would be missing");
  process.exitCode = 1;
} else {
  writeFileSync("docs/reference/clients.md", clientsPage(results, new Date()));
  console.log("clients: wrote docs/reference/clients.md");
}
