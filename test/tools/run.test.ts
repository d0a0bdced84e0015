import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeProject, makeFakeProject, writeLock } from "./fake-project.ts";

const INSTALL = "ci --no-audit --no-fund";
const BUILD = ["esbuild", "bundle"];

let project: FakeProject;

beforeEach(() => {
  project = makeFakeProject();
});
afterEach(() => project.remove("."));

/** Makes a file look as if it had been written `seconds` from now. */
function touch(path: string, seconds: number): void {
  const time = new Date(Date.now() + seconds * 1000);
  utimesSync(join(project.folder, path), time, time);
}

describe("a fresh clone", () => {
  it("is installed and built, and then the demo runs with its arguments and its exit code", () => {
    const result = project.run(["demo", "--json", "a b"]);
    expect(result.stdout).toBe('["demo","--json","a b"]\n');
    expect(result.status).toBe(3);
    expect(project.takeJournal()).toEqual([INSTALL, ...BUILD]);
  });

  it("is installed and built, and then the emulator runs", () => {
    expect(project.run(["emulator", "--port", "0"]).stdout).toBe('["emulator","--port","0"]\n');
    expect(project.takeJournal()).toEqual([INSTALL, ...BUILD]);
  });

  it("runs the unit tests with the arguments given", () => {
    const result = project.run(["test", "test/policy"]);
    expect(result.stdout).toBe('["run","--project","unit","test/policy"]\n');
    expect(result.status).toBe(0);
  });

  it("says on stderr what it does, so that stdout is the command's own", () => {
    const result = project.run(["test"]);
    expect(result.stderr).toContain("keylease: the dependencies are not installed; running npm ci");
    expect(result.stderr).toContain("keylease: building");
  });

  it("makes the command executable and keeps its first line", () => {
    project.run(["demo"]);
    const main = join(project.folder, "dist/cli/main.js");
    expect(readFileSync(main, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(main).mode & 0o111).toBe(0o111);
  });

  it("is set up once when two commands start together", async () => {
    const codes = await Promise.all([project.start(["demo"]), project.start(["test"])]);
    expect(codes).toEqual([3, 0]);
    expect(project.takeJournal()).toEqual([INSTALL, ...BUILD]);
  });

  it("takes over the lock of a setup that was killed", () => {
    const dead = project.run(["nothing"]).pid;
    project.write(".cache/setup.lock", `${dead}\n`);
    expect(project.run(["test"]).status).toBe(0);
    expect(project.has(".cache/setup.lock")).toBe(false);
  });
});

describe("a clone that was set up", () => {
  beforeEach(() => {
    project.run(["test"]);
    project.takeJournal();
  });

  it("is left as it is", () => {
    project.run(["test"]);
    expect(project.takeJournal()).toEqual([]);
  });

  it("is not installed again because the lock file was touched", () => {
    touch("package-lock.json", 3600);
    project.run(["test"]);
    expect(project.takeJournal()).toEqual(BUILD);
  });

  it("is installed again when an install had not finished", () => {
    project.remove("node_modules/.package-lock.json");
    project.run(["test"]);
    expect(project.takeJournal()[0]).toBe(INSTALL);
  });

  it("is installed again when a package's folder is gone", () => {
    project.remove("node_modules/vitest");
    expect(project.run(["test"]).stderr).toContain("node_modules/vitest is missing");
    expect(project.takeJournal()).toEqual([INSTALL]);
  });

  it("is installed again when the lock file asks for another version", () => {
    writeLock(project.write, "2.0.0");
    expect(project.run(["test"]).stderr).toContain("node_modules/typescript has another version");
    expect(project.takeJournal()[0]).toBe(INSTALL);
  });

  it("is built again when a source is newer", () => {
    touch("src/cli/main.ts", 5);
    project.run(["test"]);
    expect(project.takeJournal()).toEqual(BUILD);
  });

  it("is built again when a source was removed", () => {
    touch("dist/.built", -10);
    touch("src/cli/main.ts", -60);
    touch("src/cli", 0);
    project.run(["test"]);
    expect(project.takeJournal()).toEqual(BUILD);
  });

  it("loses what a removed source had left in dist", () => {
    writeFileSync(join(project.folder, "dist/left-over.js"), "");
    project.run(["build"]);
    expect(project.has("dist/left-over.js")).toBe(false);
  });

  it("checks types when the build itself is asked for", () => {
    project.run(["build"]);
    expect(project.takeJournal()).toEqual(["tsc", "bundle"]);
  });
});

describe("when it cannot be done", () => {
  it("a Node that is too old is told so before anything else happens", () => {
    project.write("package.json", JSON.stringify({ type: "module", engines: { node: ">=99.1" } }));
    const result = project.run(["test"]);
    expect(result.stderr).toContain(`Node 99.1 or newer is needed, and this is ${process.versions.node}`);
    expect(result.status).toBe(1);
    expect(project.takeJournal()).toEqual([]);
  });

  it("a failed install ends with a sentence and runs nothing", () => {
    const result = project.run(["test"], { FAKE_NPM_FAILS: "1" });
    expect(result.stderr).toContain("npm ci failed");
    expect(result.stdout).toBe("");
    expect(result.status).toBe(1);
    expect(project.takeJournal()).toEqual([INSTALL]);
  });

  it("a failed build leaves the old one", () => {
    project.run(["test"]);
    project.write("node_modules/typescript/bin/tsc", "process.exit(2);");
    expect(project.run(["build"]).status).toBe(1);
    expect(project.has("dist/cli/main.js")).toBe(true);
  });

  it("an unknown command is named beside those that there are", () => {
    const result = project.run(["nonsense"]);
    expect(result.stderr).toContain(
      "there is no command `nonsense`. The commands are test, e2e, coverage, demo, emulator and build.",
    );
    expect(result.status).toBe(1);
  });
});
