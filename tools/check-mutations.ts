// Breaks the policy engine in one way after another, in a copy of the tree, and expects tests to fail each time:
// `npm run check:mutations`. A break that no test notices is printed and fails the run. With a text after `--` only the
// breaks in files whose path holds it are tried: `npm run check:mutations -- src/lease`.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { MUTATIONS } from "./mutations/mutations.ts";
import { Workspace } from "./mutations/workspace.ts";

/** The tests that speak of policies. */
const TESTS = ["test/policy", "test/conformance", "test/properties", "test/lease"];

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const [wanted = ""] = process.argv.slice(2);
const mutations = MUTATIONS.filter(({ file }) => file.includes(wanted));
if (mutations.length === 0) throw new Error(`no break is in a file of \`${wanted}\``);

const workspace = new Workspace();
try {
  const sound = await failedTests();
  if (sound.length > 0) throw new Error(`the tests fail without any break: ${sound[0]}`);
  let survivors = 0;
  for (const mutation of mutations) {
    const failed = await workspace.with(mutation, failedTests);
    if (failed.length === 0) survivors++;
    const verdict = failed.length === 0 ? "NOT NOTICED" : `noticed by ${failed.length}, such as "${failed[0]}"`;
    console.log(`${mutation.name}: ${verdict}`);
  }
  console.log(`${mutations.length - survivors} of ${mutations.length} breaks were noticed`);
  if (survivors > 0) process.exitCode = 1;
} finally {
  workspace.remove();
}

/** Runs the tests in the workspace and gives the names of those that failed. */
async function failedTests(): Promise<readonly string[]> {
  const report = join(workspace.folder, "report.json");
  rmSync(report, { force: true });
  const vitest = resolve("node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project=unit", ...TESTS], {
    cwd: workspace.folder,
    env: { ...process.env, KEYLEASE_TEST_REPORT: report },
    stdio: "ignore",
  });
  const status = await new Promise<number | null>((done, failed) => child.on("error", failed).on("close", done));
  if (!existsSync(report)) throw new Error(`the tests ended with status ${status} and without a report`);
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter((one) => one.status === "failed").map((one) => one.fullName),
  );
  // A file that cannot even be read fails the run without failing a test.
  return failed.length === 0 && status !== 0 ? ["a test file that could not be run"] : failed;
}
