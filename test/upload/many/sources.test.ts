import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Disk } from "../../../src/upload/many/disk.ts";
import { type Finding, findJobs, rootsOf, type UploadSource } from "../../../src/upload/many/sources.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();

function folderOf(...names: readonly string[]): string {
  const folder = newDirectory();
  for (const name of names) {
    mkdirSync(join(folder, ...name.split("/").slice(0, -1)), { recursive: true });
    writeFileSync(`${folder}/${name}`, "");
  }
  return folder;
}

async function found(sources: readonly UploadSource[], prefix = "in/"): Promise<readonly Finding[]> {
  const settings = { disk: new Disk(), prefix, followsLinks: true, isIn: () => true };
  const findings: Finding[] = [];
  for await (const some of findJobs(await rootsOf(sources, prefix), settings)) findings.push(...some);
  return findings;
}

const keys = (findings: readonly Finding[]): readonly (string | undefined)[] =>
  findings.map((finding) => ("outcome" in finding ? `${finding.outcome} ${finding.key}` : finding.key));

describe("what is found of sources", () => {
  it("has keys by the names of files, and by the paths in folders", async () => {
    const folder = folderOf("a", "b/c");
    const other = folderOf("x/y");
    expect(keys(await found([join(other, "x", "y"), folder]))).toEqual(["in/y", "in/a", "in/b/c"]);
    expect(keys(await found([`${folder}/b/../b/.`], ""))).toEqual(["c"]);
  });

  it("may have a key that was given", async () => {
    const file = join(folderOf("a"), "a");
    expect(keys(await found([{ file, key: "else/where" }]))).toEqual(["else/where"]);
  });

  it("is told where it is not there, besides the others", async () => {
    const folder = folderOf("a");
    expect(keys(await found([join(folder, "none"), join(folder, "a")]))).toEqual(["failed in/none", "in/a"]);
  });

  it("fails where a key would have more than 1,024 bytes, and no other file with it", async () => {
    const deep = Array.from({ length: 5 }, () => "d".repeat(220)).join("/");
    const findings = await found([folderOf("a", `${deep}/f`)]);
    expect(keys(findings)).toEqual(["in/a", `failed in/${deep}/f`]);
    expect(findings[1]).toMatchObject({ error: { code: "KeyInvalid" } });
  });
});

describe("two sources that come to one key", () => {
  it("are refused where both are named", async () => {
    const error = await refusedBy(rootsOf([join(folderOf("a"), "a"), join(folderOf("a"), "a")], "in/"));
    expect(error.code).toBe("ArgumentInvalid");
    expect(error.message).toMatch(/both come to the key `in\/a`/);
  });

  it("fail the later one where a folder has it too, or two folders have", async () => {
    const [first, second] = [folderOf("a", "b/c"), folderOf("b/c", "d")];
    const named = join(folderOf("d"), "d");
    const findings = await found([first, second, named]);
    expect(keys(findings)).toEqual(["in/a", "in/b/c", "failed in/b/c", "failed in/d", "in/d"]);
    expect(findings[2]).toMatchObject({ error: { code: "ArgumentInvalid" }, file: join(second, "b", "c") });
  });
});
